"""Plain chains among a user's critics: which they are, and that an objective gives the same through them."""

import pytest
import torch
from torch import nn

from ganreg.constraints import AbstractFeaturePenalty, Fake, GradientPenalty
from ganreg.losses import Wasserstein
from ganreg_torch.chains import KNOWN, Chains
from ganreg_torch.objective import TorchObjective

EPSILON = {"epsilon": torch.tensor([0.1, 0.4, 0.7, 0.9], dtype=torch.float64)}


def vectors(*more):
    return nn.Sequential(nn.Linear(3, 6), *more, nn.Sequential(nn.LeakyReLU(0.3), nn.Linear(6, 4)), nn.ReLU(True))


def images(*more):
    return nn.Sequential(nn.Conv2d(2, 4, 3), nn.ELU(), *more, nn.AvgPool2d(2), nn.Flatten(), nn.Linear(4, 1))


class Doubled(nn.Linear):
    def forward(self, x):
        return 2 * super().forward(x)


class Wrapped(nn.Module):
    def __init__(self):
        super().__init__()
        self.chain = vectors()

    def forward(self, x):
        return self.chain(x)


class Subclassed(nn.Sequential):
    def forward(self, x):
        return super().forward(x - x.mean(0))


CHAINS = {
    "vectors": (lambda: vectors(nn.Identity()).append(nn.Linear(4, 1)), (3,)),
    "images": (lambda: images(nn.GroupNorm(2, 4)), (2, 4, 4)),
    "smooth": (
        lambda: vectors(nn.Tanh(), nn.SiLU(), nn.GELU(), nn.Softplus(), nn.Sigmoid()).append(nn.Linear(4, 1)),
        (3,),
    ),
}
NONE = {
    "batch norm": vectors(nn.BatchNorm1d(6)),
    "layer norm, which may reach over the batch": vectors(nn.LayerNorm(6)),
    "dropout": vectors(nn.Dropout()),
    "flattening the batch": vectors(nn.Flatten(0)),
    "a subclass of a known module": vectors(Doubled(6, 6)),
    "a spectral norm": vectors(nn.utils.parametrizations.spectral_norm(nn.Linear(6, 6))),
    "a module of one's own": Wrapped(),
    "a subclass of Sequential": Subclassed(nn.Linear(3, 1)),
    "no module": torch.sum,
}


@pytest.mark.parametrize("name", NONE)
def test_what_may_look_at_a_batch_or_is_unknown_is_no_chain(name):
    assert Chains().of(NONE[name]) is None


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_gives_what_the_critic_gives_to_the_bit(name):
    make, shape = CHAINS[name]
    critic, x = make(), torch.randn(5, *shape)
    chain = Chains().of(critic)
    assert torch.equal(chain(x), critic(x))


@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("hook", ["register_forward_hook", "register_forward_pre_hook"])
def test_a_hook_makes_it_none_as_long_as_it_is_there(hook, place):
    critic, chains = vectors(), Chains()
    assert chains.of(critic) is not None
    handle = getattr(critic[place], hook)(lambda *_: None)
    assert chains.of(critic) is None
    handle.remove()
    assert chains.of(critic) is not None


def test_every_known_module_is_part_of_a_case():
    parts = {type(part) for make, _ in CHAINS.values() for part in make().modules()}
    assert parts == set(KNOWN)


@pytest.mark.parametrize("name", CHAINS)
def test_an_objective_gives_the_same_through_a_chain_as_through_a_module_of_ones_own(name):
    make, shape = CHAINS[name]
    critic = make().double()
    real, fake = (
        torch.randn(4, *shape, dtype=torch.float64, generator=torch.Generator().manual_seed(k)) for k in (1, 2)
    )

    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = critic

        def forward(self, x):
            return self.inner(x)

    def gradients(module):
        objective = TorchObjective(Wasserstein(), (GradientPenalty(),))
        loss = objective.critic_loss(module, real, fake, draws=EPSILON)
        return loss, *torch.autograd.grad(loss, list(module.parameters()), materialize_grads=True)

    for through_chain, through_module in zip(gradients(critic), gradients(Own()), strict=True):
        torch.testing.assert_close(through_chain, through_module, rtol=1e-13, atol=1e-13)


class Size(AbstractFeaturePenalty):
    points = (Fake(),)

    def value(self, scores, features, xp):
        return xp.mean(xp.sum(features[0] ** 2, axis=1))

    def gradients(self, scores, features, xp):
        return (0 * scores[0],), (2 * features[0] / len(features[0]),)


def test_a_penalty_of_features_sees_them_in_a_chain_too():
    critic, fake = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1)), torch.randn(4, 3)
    objective = TorchObjective(Wasserstein(), (Size(),))
    expected = (critic[:2](fake) ** 2).sum(1).mean()
    torch.testing.assert_close(objective.penalty(critic, torch.randn(4, 3), fake), expected)


def test_one_known_module_is_a_chain_too():
    critic, x = nn.Linear(3, 1), torch.randn(2, 3)
    assert torch.equal(Chains().of(critic)(x), critic(x))


@pytest.mark.parametrize(("critic", "together"), [(vectors().append(nn.Linear(4, 1)), True), (Wrapped(), False)])
def test_an_engine_sends_real_and_fake_samples_through_a_users_chain_together(make_engine, critic, together):
    if not together:
        critic.chain.append(nn.Linear(4, 1))
    assert make_engine(critic=critic).players.together is together


def test_real_and_fake_samples_go_through_a_chain_together(monkeypatch):
    critic, sizes = vectors().append(nn.Linear(4, 1)), []
    original = nn.Linear.forward

    def forward(self, x):
        sizes.append(len(x))
        return original(self, x)

    monkeypatch.setattr(nn.Linear, "forward", forward)
    objective = TorchObjective(Wasserstein(), (GradientPenalty(),))
    objective.critic_loss(critic, torch.randn(5, 3), torch.randn(5, 3))
    sizes.clear()
    objective.critic_loss(critic, torch.randn(5, 3), torch.randn(5, 3))
    assert sorted(sizes) == [5, 5, 5, 10, 10, 10]
