"""What only a CUDA device can show."""

import numpy as np
import pytest
import torch
from torch import nn

from ganreg.constraints import GradientPenalty
from ganreg.losses import Wasserstein
from ganreg.registry import registry

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")]


def test_steps_on_the_device_equal_those_on_the_host(make_engine, batch) -> None:
    host, device = make_engine(), make_engine(backend={"device": "cuda"})
    for engine in (host, device):
        engine.iteration([batch, batch])
    one, other = host.export_state(), device.export_state()
    for name in one:
        assert other[name] == pytest.approx(one[name], rel=1e-10, abs=1e-12), name


def test_the_device_is_told_by_its_model() -> None:
    devices = registry().create("backend", "torch").devices()
    assert devices[1] == f"cuda:0 ({torch.cuda.get_device_name(0)})"


def test_a_state_goes_from_the_device_to_the_host(make_engine, batch) -> None:
    host, device = make_engine(), make_engine(backend={"device": "cuda"})
    device.iteration([batch])
    host.import_state(device.export_state())
    latent = np.ones((2, 2))
    assert host.sample(latent) == pytest.approx(device.sample(latent), rel=1e-12)


def test_draws_on_the_device_repeat(make_engine, batch) -> None:
    engines = [make_engine(backend={"device": "cuda", "draws": "device"}) for _ in "ab"]
    assert engines[0].critic_step(batch) == engines[1].critic_step(batch)
    assert engines[0].state.critic.params["1.weight"].device.type == "cuda"


def test_dropout_on_the_device_is_a_function_of_the_update_and_leaves_the_generator_alone(make_engine, batch) -> None:
    torch.manual_seed(0)
    critics = [nn.Sequential(nn.Dropout(0.5), nn.Linear(3, 1)) for _ in "ab"]
    critics[1].load_state_dict(critics[0].state_dict())
    engines = [make_engine(critic=critic, backend={"device": "cuda"}) for critic in critics]
    before = torch.cuda.get_rng_state()
    assert engines[0].critic_step(batch) == engines[1].critic_step(batch)
    assert torch.equal(before, torch.cuda.get_rng_state())


def test_an_objective_follows_its_samples_to_the_device(critic, real, fake) -> None:
    objective = registry().create("backend", "torch").objective(Wasserstein(), (GradientPenalty(),))
    arguments = [value.cuda() for value in (real, fake)]
    host = objective.critic_loss(critic, real, fake, step=3)
    device = objective.critic_loss(critic.cuda(), *arguments, step=3)
    assert device.item() == pytest.approx(host.item(), rel=1e-5)
    assert objective.critic_loss(critic, *arguments, generator=torch.Generator().manual_seed(0)).is_cuda


def test_a_probe_leaves_the_devices_generator_alone(critic, real, fake) -> None:
    objective = registry().create("backend", "torch").objective(Wasserstein(), (GradientPenalty(),))
    noisy = nn.Sequential(nn.Dropout(0.5), critic).cuda()
    before = torch.cuda.get_rng_state()
    objective._check_mixing(noisy, real.cuda(), None)
    assert torch.equal(before, torch.cuda.get_rng_state())
