"""Spectral normalisation of a user's own modules, and what a loop of one's own says to it."""

import copy

import attrs
import numpy as np
import pytest
import torch
from torch import nn

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import AbstractWeightPenalty
from ganreg.errors import NetworkError, UnsupportedError

SN = {"name": "spectral_norm"}


class Conditional(nn.Module):
    """A critic with a buffer, an embedding and a normalisation."""

    def __init__(self):
        super().__init__()
        self.first, self.norm, self.last = nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 1)
        self.embedding = nn.Embedding(3, 4)
        self.register_buffer("seen", torch.zeros(()))

    def forward(self, x, label):
        self.seen += 1
        features = torch.tanh(self.norm(self.first(x)))
        return self.last(features)[:, 0] + (features * self.embedding(label)).sum(1)


class LabelledGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(2, 3)

    def forward(self, z, label):
        return self.last(z) + label[:, None]


def own_critic():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 1)).double()


def test_a_users_module_trains_as_a_specified_critic_of_the_same_numbers(make_engine, batch):
    specified = make_engine(constraints=[SN, "gp"], critic=ganreg.networks.mlp(width=5, depth=1, activation="tanh"))
    module = own_critic()
    names = dict(zip(module.state_dict(), specified.state.critic.params, strict=True))
    module.load_state_dict({own: specified.state.critic.params[full] for own, full in names.items()})
    engine = make_engine(constraints=[SN, "gp"], critic=module)
    first = {own: specified.state.constraints[0][full] for own, full in names.items() if "weight" in own}
    engine.load_state(attrs.evolve(engine.state, constraints=(first, {})))
    for _ in range(3):
        engine.critic_step(batch), specified.critic_step(batch)
    for own, full in names.items():
        torch.testing.assert_close(engine.state.critic.params[own], specified.state.critic.params[full])


def test_a_module_keeps_its_raw_weights_and_scores_with_the_effective_ones(make_engine, batch):
    module = own_critic()
    engine = make_engine(constraints=[{"name": "sn", "method": "svd"}], critic=module)
    engine.critic_step(batch)
    for name, value in engine.state.critic.params.items():
        assert torch.equal(value, module.get_parameter(name))
    plain = copy.deepcopy(module)
    with torch.no_grad():
        for layer in (plain[0], plain[2]):
            layer.weight /= torch.linalg.matrix_norm(layer.weight, 2)
        np.testing.assert_allclose(engine.scores(batch.x), plain(torch.tensor(batch.x))[:, 0], rtol=1e-12)


def test_buffers_labels_and_embeddings_go_along(make_engine):
    torch.manual_seed(0)
    module, generator = Conditional(), LabelledGenerator()
    batch = Batch(np.random.default_rng(0).normal(size=(4, 3)), np.array([0, 2, 1, 1]))
    engine = make_engine(constraints=[SN, "gp"], critic=module, generator=generator)
    assert set(engine.state.constraints[0]) == {"first.weight", "last.weight", "embedding.weight"}
    before = float(engine.state.critic.buffers["seen"])
    engine.critic_step(batch)
    assert float(engine.state.critic.buffers["seen"]) == before + 3  # real, fake, interpolates
    engine.generator_step(batch)
    assert all(parameter.grad is None for parameter in module.parameters())


def test_torchs_own_spectral_norm_and_ganregs_agree_on_a_step_from_the_same_u(make_engine, batch):
    module = own_critic()
    theirs = copy.deepcopy(module)
    for layer in (theirs[0], theirs[2]):
        nn.utils.spectral_norm(layer)
    engine = make_engine(constraints=[SN], critic=module, critic_optimizer={"name": "sgd", "lr": 0.1})
    u = {f"{k}.weight": theirs[k].weight_u.clone() for k in (0, 2)}
    engine.load_state(attrs.evolve(engine.state, constraints=(u,)))
    draw = engine.draws.at("critic", 0)
    fake = torch.tensor(engine.sample(draw.stream("latent").normal((4, 2))))
    found = engine.gradients("critic", engine.state, batch, draw)
    scores = theirs(torch.cat([torch.tensor(batch.x), fake]))[:, 0]
    (scores[4:].mean() - scores[:4].mean()).backward()
    for k in (0, 2):
        torch.testing.assert_close(found.params[f"{k}.weight"], theirs[k].weight_orig.grad, rtol=1e-10, atol=1e-12)
        torch.testing.assert_close(found.constraints[0][f"{k}.weight"], theirs[k].weight_u, rtol=1e-12, atol=0)


def test_a_loop_of_ones_own_is_told_what_to_do_instead():
    with pytest.raises(UnsupportedError, match=r"raw weights.*torch\.nn\.utils\.parametrizations\.spectral_norm"):
        ganreg.objective(constraint=["gp", "spectral_norm"])


@attrs.frozen(kw_only=True)
class NearStart(AbstractWeightPenalty):
    """½‖w − w₀‖² with w₀ where training started."""

    anchors: dict | None = None

    def start(self, weights, stream):
        return {name: np.array(value) for name, value in weights.items()}

    def now(self, state, update):
        return attrs.evolve(self, anchors=dict(state))

    def value(self, weights, xp):
        return sum(xp.sum((w - self.anchors[name]) ** 2) for name, w in weights.items()) / 2

    def gradients(self, weights, xp):
        return {name: w - self.anchors[name] for name, w in weights.items()}


def test_in_a_loop_of_ones_own_a_state_starts_from_the_first_critic():
    module, x = own_critic().float(), torch.ones(2, 3)
    objective = ganreg.objective(constraint=NearStart())
    assert objective.penalty(module, x, x).item() == 0
    with torch.no_grad():
        module[0].bias += 2
    assert objective.penalty(module, x, x).item() == pytest.approx(0.5 * 5 * 4)
    assert {value.dtype for value in objective.states[0].values()} == {torch.float32}


def test_states_that_were_put_in_are_kept():
    module, x = own_critic(), torch.ones(2, 3).double()
    objective = ganreg.objective(constraint=NearStart())
    objective.states = ({name: weight.detach() + 1 for name, weight in module.named_parameters()},)
    numbers = sum(weight.numel() for weight in module.parameters())
    assert objective.penalty(module, x, x).item() == pytest.approx(numbers / 2)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_a_module_of_half_precision_has_a_start_too(dtype):
    module, x = own_critic().to(dtype), torch.ones(2, 3, dtype=dtype)
    assert ganreg.objective(constraint="orthogonal").penalty(module, x, x).item() > 0


def test_a_plain_callable_is_asked_for_its_weights():
    x = torch.ones(2, 3)
    with pytest.raises(NetworkError, match="function of the critic's weights"):
        ganreg.objective(constraint="orthogonal").penalty(lambda x: x.sum(1), x, x)
