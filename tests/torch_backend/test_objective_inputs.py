"""Input transforms in a loop of one's own: whose noise, from where, how strong, and what it does to convergence."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import pytest
import torch
from torch import nn

from ganreg.constraints import AbstractInputTransform, Consistency, InstanceNoise, Jittered
from ganreg.errors import ParameterError
from ganreg.losses import AbstractLoss, Minimax, NonSaturating, Wasserstein
from ganreg.schedules import Linear
from ganreg_torch.objective import TorchObjective

NOISE = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
DRAWS = {"constraint/0/real/noise": NOISE, "constraint/0/fake/noise": -NOISE}


def _objective(*constraints: Any, loss: Any = None) -> TorchObjective:
    return TorchObjective(loss or NonSaturating(), constraints or (InstanceNoise(std=0.5),))


@attrs.frozen
class Difference(AbstractLoss):
    """A generator's loss that compares with real samples."""

    generator_needs_real = True

    def critic(self, real: Any, fake: Any, xp: Any) -> Any:
        return xp.mean(fake) - xp.mean(real)

    def critic_gradients(self, real: Any, fake: Any, xp: Any) -> Any:
        return -xp.ones_like(real) / len(real), xp.ones_like(fake) / len(fake)

    def generator(self, real: Any, fake: Any, xp: Any) -> Any:
        return xp.mean(real) - xp.mean(fake)

    def generator_gradients(self, real: Any, fake: Any, xp: Any) -> Any:
        return None, -xp.ones_like(fake) / len(fake)


@attrs.frozen(kw_only=True)
class Squared(AbstractInputTransform):
    """x²: its derivative reaches the samples by autograd alone."""

    def transform(self, x: Any, draws: Mapping[str, Any], xp: Any) -> Any:
        return x * x

    def pullback(self, cotangents: Any, x: Any, draws: Mapping[str, Any], xp: Any) -> Any:
        raise AssertionError("autograd needs no derivative by hand")


def test_given_noise_is_added_to_each_side(critic, real, fake) -> None:
    found = _objective(loss=Wasserstein()).critic_loss(critic, real, fake, draws=DRAWS)
    expected = critic(fake - NOISE / 2).mean() - critic(real + NOISE / 2).mean()
    assert found.item() == pytest.approx(expected.item(), rel=1e-6)


def test_the_generators_loss_sees_noise_and_reaches_the_samples_through_it(critic, fake) -> None:
    objective = _objective(Squared(), InstanceNoise(std=0.5), loss=Wasserstein())
    draws = {"constraint/1/fake/noise": NOISE}
    (found,) = torch.autograd.grad(objective.generator_loss(critic, fake.requires_grad_(), draws=draws), fake)
    (expected,) = torch.autograd.grad(-critic(fake**2 + NOISE / 2).mean(), fake)
    torch.testing.assert_close(found, expected)


def test_a_plain_callable_is_given_the_same_noise_as_a_module(critic, fake) -> None:
    draws, objective = {"constraint/0/fake/noise": NOISE}, _objective()
    fake.requires_grad_()
    of_callable, of_module = (
        torch.autograd.grad(objective.generator_loss(one, fake, draws=draws), fake)[0]
        for one in (critic.forward, critic)
    )
    assert torch.equal(of_callable, of_module)


def test_real_samples_get_noise_where_the_generator_is_compared_with_them(critic, real, fake) -> None:
    found = _objective(loss=Difference()).generator_loss(critic, fake, real=real, draws=DRAWS)
    expected = critic(real + NOISE / 2).mean() - critic(fake - NOISE / 2).mean()
    assert found.item() == pytest.approx(expected.item(), rel=1e-6)


def test_a_bare_name_is_refused_because_both_sides_would_share_it(critic, real, fake) -> None:
    with pytest.raises(ParameterError, match="expected 'constraint/0/real/noise' of shape"):
        _objective().critic_loss(critic, real, fake, draws={"noise": NOISE})
    with pytest.raises(ParameterError, match="expected 'constraint/0/fake/noise' of shape"):
        _objective().generator_loss(critic, fake, draws={"noise": NOISE})


class Watching(nn.Linear):
    """Remembers what it was shown."""

    def __init__(self) -> None:
        super().__init__(3, 1)
        self.seen: list[torch.Tensor] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.seen.append(x.detach())
        return super().forward(x)


def test_sides_and_players_have_noise_of_their_own_at_one_step(real) -> None:
    watching, objective = Watching(), _objective()
    objective.critic_loss(watching, real, real, step=3)
    for step in (3, 4, 3):
        objective.generator_loss(watching, real, step=step)
    of_real, of_fake, of_generator, later, again = watching.seen
    for one, other in ((of_real, of_fake), (of_fake, of_generator), (of_generator, later)):
        assert not torch.isclose(one, other).any()
    assert torch.equal(of_generator, again)


def test_noise_comes_from_a_given_generator_or_the_frameworks_own(critic, real, fake) -> None:
    def loss(seed: int, **source: Any) -> tuple[float, float]:
        torch.manual_seed(seed)
        objective = _objective()
        of_critic = objective.critic_loss(critic, real, fake, **source)
        return of_critic.item(), objective.generator_loss(critic, fake, **source).item()

    assert loss(1) == loss(1) != loss(2)
    given = [loss(seed, generator=torch.Generator().manual_seed(5)) for seed in (1, 2)]
    assert given[0] == given[1] != loss(1)


def test_the_generators_noise_has_the_size_that_the_critics_updates_say(critic, real, fake) -> None:
    objective = _objective(InstanceNoise(std=Linear(start=1.0, end=0.0, over=2)), loss=Wasserstein())
    draws = {"constraint/0/real/noise": NOISE, "constraint/0/fake/noise": NOISE}
    for size in (1.0, 0.5, 0.0):
        found = objective.generator_loss(critic, fake, step=7, draws=draws).item()
        assert found == pytest.approx(-critic(fake + size * NOISE).mean().item(), rel=1e-6)
        objective.critic_loss(critic, real, fake, draws=draws)


def test_batches_of_different_sizes_get_noise_of_their_own_shapes(critic, real, fake) -> None:
    assert torch.isfinite(_objective().critic_loss(critic, real[:3], fake))


def test_half_precision_samples_stay_so(real, fake) -> None:
    watching = Watching().to(torch.bfloat16)
    _objective().critic_loss(watching, real.bfloat16(), fake.bfloat16())
    assert {x.dtype for x in watching.seen} == {torch.bfloat16}


# Convergence ------------------------------------------------------------------------------------------------------


SIGNS = torch.tensor([[1.0], [-1.0]], dtype=torch.float64)
SIGNED = {f"constraint/0/{name}": SIGNS for name in ("real/noise", "fake/noise", "1/jitter")}
"""±1 with weights ½ has the mean and the variance of N(0, 1), all on which the field's derivative at 0 depends."""


def _field(at: list[float], constraint: Any) -> list[float]:
    """The Dirac-GAN's gradient field (−∂L_G/∂θ, −∂L_C/∂ψ): data at 0, generator at θ, critic ψ·x."""
    theta, critic = torch.tensor(at[0], dtype=torch.float64, requires_grad=True), nn.Linear(1, 1, bias=False).double()
    with torch.no_grad():
        critic.weight.fill_(at[1])
    objective, fake = TorchObjective(Minimax(), (constraint,)), theta.expand(2, 1)
    of_generator = objective.generator_loss(critic, fake, draws=SIGNED)
    of_critic = objective.critic_loss(critic, torch.zeros(2, 1).double(), fake, draws=SIGNED)
    (of_theta,) = torch.autograd.grad(of_generator, theta)
    (of_psi,) = torch.autograd.grad(of_critic, critic.weight)
    return [-of_theta.item(), -of_psi.item()]


def _eigenvalues(constraint: Any) -> Any:
    """Of the field's Jacobian at the equilibrium, by central differences."""
    step, jacobian = 1e-5, np.zeros((2, 2))
    for column in range(2):
        ends = [_field([sign * step * (column == place) for place in range(2)], constraint) for sign in (1, -1)]
        jacobian[:, column] = (np.array(ends[0]) - np.array(ends[1])) / (2 * step)
    return np.sort_complex(np.linalg.eigvals(jacobian))


@pytest.mark.parametrize("std", [0.0, 0.7, 1.0, 2.0])
def test_the_dirac_gan_has_the_published_eigenvalues_with_instance_noise(std) -> None:
    # Mescheder et al. 2018, instance noise: f''(0)σ² ± √(f''(0)²σ⁴ − f'(0)²), f'(0) = ½, f''(0) = −¼.
    root = np.sqrt(complex(std**4 / 16 - 1 / 4))
    np.testing.assert_allclose(
        _eigenvalues(InstanceNoise(std=std)), [-(std**2) / 4 - root, -(std**2) / 4 + root], atol=1e-6
    )


@pytest.mark.parametrize("std", [0.1, 0.3])
def test_consistency_under_jitter_is_on_the_dirac_gan_what_r1_is(std) -> None:
    # E λ(ψx − ψ(x + σξ))² = λσ²ψ² is R1's (γ/2)ψ² with γ = 2λσ²: −γ/2 ± √(γ²/4 − f'(0)²), λ = 10.
    root = np.sqrt(complex(100 * std**4 - 1 / 4))
    expected = [-10 * std**2 - root, -10 * std**2 + root]
    np.testing.assert_allclose(_eigenvalues(Consistency(augmentation=Jittered(std=std))), expected, atol=1e-6)
