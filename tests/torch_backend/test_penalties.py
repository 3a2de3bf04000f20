"""The value of a penalty, and its gradient in the weights, against numerical differentiation and by hand."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from ganreg.constraints import (
    AbstractConstraint,
    AbstractScorePenalty,
    AbstractWeightPenalty,
    Fake,
    GradientPenalty,
    Interpolates,
    Real,
)
from ganreg.errors import NetworkError, UnsupportedError
from ganreg.losses import Wasserstein
from ganreg_torch.objective import TorchObjective


@attrs.frozen(kw_only=True)
class Drift(AbstractScorePenalty):
    name = "drift"

    @property
    def points(self) -> tuple[Any, ...]:
        return (Real(), Fake())

    def value(self, scores: tuple[Any, ...], xp: Any) -> Any:
        return xp.mean(scores[0] ** 2) + 2 * xp.mean(scores[1] ** 2)

    def gradients(self, scores: tuple[Any, ...], xp: Any) -> tuple[Any, ...]:
        return 2 * scores[0] / len(scores[0]), 4 * scores[1] / len(scores[1])


@attrs.frozen(kw_only=True)
class Twice(AbstractScorePenalty):
    name = "twice"

    @property
    def points(self) -> tuple[Any, ...]:
        return (Interpolates(), Interpolates())

    def value(self, scores: tuple[Any, ...], xp: Any) -> Any:
        return xp.sum((scores[0] - scores[1]) ** 2)

    def gradients(self, scores: tuple[Any, ...], xp: Any) -> tuple[Any, ...]:
        return 2 * (scores[0] - scores[1]), 2 * (scores[1] - scores[0])


@attrs.frozen(kw_only=True)
class Decay(AbstractWeightPenalty):
    name = "decay"

    def value(self, weights: Mapping[str, Any], xp: Any) -> Any:
        return sum(xp.sum(weight * weight) for weight in weights.values())

    def gradients(self, weights: Mapping[str, Any], xp: Any) -> Mapping[str, Any]:
        return {name: 2 * weight for name, weight in weights.items()}


@attrs.frozen(kw_only=True)
class Strange(AbstractConstraint):
    name = "strange"


PENALTIES = {
    "two-sided": GradientPenalty(),
    "one-sided": GradientPenalty(one_sided=True, target=0.1),
    "at real": GradientPenalty(points="real", target=0.0),
    "score": Drift(),
    "weight": Decay(),
}


def _objective(*constraints: Any) -> TorchObjective:
    return TorchObjective(Wasserstein(), constraints)


def _samples(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    return torch.randn((3, *shape), dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_gradient_in_the_weights_is_the_derivative_of_the_value(
    critic_and_shape, penalty, central_differences
) -> None:
    critic, shape = critic_and_shape
    objective, real, fake = _objective(PENALTIES[penalty]), _samples(shape, 1), _samples(shape, 2)
    draws = {"epsilon": torch.tensor([0.2, 0.5, 0.9], dtype=torch.float64)}

    def value() -> torch.Tensor:
        return objective.penalty(critic, real, fake, draws=draws)

    numerical = central_differences(value, critic)
    exact = torch.autograd.grad(value(), list(critic.parameters()), materialize_grads=True)
    largest = max(gradient.abs().max() for gradient in numerical.values())
    assert largest > 1e-3
    for name, gradient in zip(numerical, exact, strict=True):
        assert (gradient - numerical[name]).abs().max() <= 1e-9 * largest, name


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.floats(0, 20), st.floats(0, 2))
def test_the_penalty_of_a_linear_critic_is_its_formula(weights, factor, target) -> None:
    critic = nn.Linear(3, 1).double()
    critic.weight.data[:] = torch.tensor([weights], dtype=torch.float64)
    penalty = _objective(GradientPenalty(weight=factor, target=target)).penalty(critic, *_samples((2, 3), 1).unbind(1))
    norm = sum(w * w for w in weights) ** 0.5
    assert penalty.item() == pytest.approx(factor * (norm - target) ** 2, rel=1e-12, abs=1e-12)


def test_the_norm_runs_over_all_axes_of_an_image() -> None:
    class Sum(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(()))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.weight * x.sum((1, 2, 3))

    x = torch.zeros(2, 3, 4, 3)
    assert _objective(GradientPenalty(weight=1)).penalty(Sum(), x, x).item() == pytest.approx((6 - 1) ** 2)


def test_at_a_zero_gradient_value_and_weight_gradients_are_finite(second_order) -> None:
    zero = torch.zeros(4, 3)
    penalty = _objective(GradientPenalty()).penalty(second_order, zero, zero)
    (gradient,) = torch.autograd.grad(penalty, second_order.weight)
    assert (penalty.item(), gradient.item()) == (10.0, 0.0)


def test_one_sample_at_a_zero_gradient_leaves_the_others_weight_gradients_alone(second_order) -> None:
    points = torch.tensor([[0.0, 0, 0], [1, 0, 0]])
    penalty = _objective(GradientPenalty(weight=1, points="real")).penalty(second_order, points, points)
    (gradient,) = torch.autograd.grad(penalty, second_order.weight)
    norm = 2 * second_order.weight.item()
    assert gradient.item() == pytest.approx((norm - 1) * 2)


def test_two_point_sets_of_one_penalty_have_draws_of_their_own(critic, real, fake) -> None:
    assert _objective(Twice()).penalty(critic, real, fake, step=0).item() > 0


def test_a_critic_without_a_gradient_in_its_input_is_refused(real, fake) -> None:
    class Detached(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            with torch.no_grad():
                return super().forward(x)

    with pytest.raises(NetworkError, match="do not depend on its input"):
        _objective(GradientPenalty()).penalty(Detached(3, 1), real, fake)


def test_a_weight_penalty_of_a_plain_callable_is_refused(critic, real, fake) -> None:
    with pytest.raises(NetworkError, match="function of the critic's weights"):
        _objective(Decay()).penalty(critic.forward, real, fake)


def test_a_constraint_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="does not compute Strange"):
        _objective(Strange())


def test_an_engine_refuses_a_constraint_of_an_unknown_kind(make_engine) -> None:
    with pytest.raises(UnsupportedError, match="does not compute Strange"):
        make_engine(constraints=[Strange()])


def test_scores_of_half_precision_are_summed_in_float32(real, fake) -> None:
    critic = nn.Linear(3, 1).bfloat16()
    assert _objective(GradientPenalty()).penalty(critic, real.bfloat16(), fake.bfloat16()).dtype == torch.float32
