"""Constraints that fit no other kind: terms and scores of any form, with an implementation for each backend.

A constraint of another kind is a formula over an array namespace, and runs everywhere. These two are computed where
their announcement has an implementation, `ComponentSpec.implementations={"torch": "package.module:Class", …}`, and
refused on all other backends. The reference computes them from their oracle, which has to be announced: a value formula
for one sample at a time, whose derivatives the reference takes itself.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol

import attrs

from ganreg.constraints.abstract import AbstractConstraint, AbstractPenalty
from ganreg.draws import Stream

Array = Any
Critic = Callable[[Array], Array]


@attrs.frozen(kw_only=True)
class AbstractFreePenalty(AbstractPenalty):
    """A term of any form, of the critic, real samples and fake ones; its class has parameters only.

    It is added to the critic's loss in the same step, `every` and schedules included. `next_state` observes its value.
    An implementation is a class that is made from the component as it stands at the update. On a backend that
    differentiates by itself, such as `torch`, it is a `DifferentiatedPenalty`; on `numpy`, `cupy` and `strict` a
    `HandDerivedPenalty`. The critic may not have Dropout: whose masks belong to which call would be anybody's guess.

    Its oracle is a class made from the component with `value(critic, real, fake, stream)`, in NumPy, written sample by
    sample: `critic.score(x)` and `critic.slope(x)` are f(x) and ∇ₓf(x) for one sample x, `critic.score(x, i)` with the
    label of real sample i where the critic has classes. See `ganreg_reference.contracts.FreePenaltyOracle`.
    """

    form: ClassVar[str] = "free penalty"
    per_sample_gradients: ClassVar[bool] = True


@attrs.frozen(kw_only=True)
class AbstractScoreTransform(AbstractConstraint):
    """What is scored in the place of f(x): f̂(x), a function of the critic itself; its class has parameters only.

    f̂ takes the place of f everywhere: in both players' losses, at penalty points, in `scores` and `slopes`. Its time
    is the number of critic updates so far, for both players. Several apply in the recipe's order. Its state is what
    `initial_state` says, and does not change. An implementation is a class that is made from the component, a
    `DifferentiatedScores`; backends that do not differentiate by themselves refuse it.

    Its oracle is a class made from the component with `score(critic, x)`, in NumPy, for one sample x.
    """

    form: ClassVar[str] = "score transform"
    per_sample_gradients: ClassVar[bool] = True


class DifferentiatedPenalty(Protocol):
    """A free penalty on a backend that differentiates by itself."""

    def value(self, critic: Critic, real: Array, fake: Array, stream: Stream) -> Array:
        """The term, a scalar, differentiable in the critic's weights.

        Args:
            critic: from samples `(n, *shape)` to scores `(n,)`, any number of times; on torch with a graph, through
                which `torch.autograd.grad(…, create_graph=True)` works. Labels are bound into it: those of the real
                samples, again and again.
            real: `(n, *shape)`, constants. Leave them as they are.
            fake: `(m, *shape)`, constants.
            stream: `uniform(shape)` and `normal(shape)` give this update's own numbers, in the samples' type.
        """


class ArrayCritic(Protocol):
    """The critic of an array backend, and its derivatives at constant points `(n, *shape)`.

    Gradients in the weights are arrays of one axis, all weights in the critic's order, to be added and multiplied.
    """

    def scores(self, x: Array) -> Array:
        """f(xᵢ), `(n,)`."""

    def slopes(self, x: Array) -> Array:
        """∇ₓf(xᵢ) for each sample, in the shape of x."""

    def score_gradient(self, x: Array, d: Array) -> Array:
        """Σᵢ dᵢ·∇_w f(xᵢ), for constant d `(n,)`."""

    def slope_gradient(self, x: Array, v: Array) -> Array:
        """∇_w Σᵢ ⟨vᵢ, ∇ₓf(xᵢ)⟩, for constant v in the shape of x."""


class HandDerivedPenalty(Protocol):
    """A free penalty on an array backend."""

    def evaluate(self, critic: ArrayCritic, real: Array, fake: Array, stream: Stream, xp: Any) -> tuple[Array, Array]:
        """The term, a scalar array, and its gradient in the critic's weights, made of what `critic` gives.

        For a function P of scores sᵢ = f(xᵢ) and slopes gᵢ = ∇ₓf(xᵢ) it is `critic.score_gradient(x, ∂P/∂s) +
        critic.slope_gradient(x, ∂P/∂g)`.
        """


class DifferentiatedScores(Protocol):
    """A score transform on a backend that differentiates by itself."""

    def scores(self, critic: Critic, x: Array) -> Array:
        """f̂(x), `(n,)`, from `critic`, f; on torch x requires a gradient, so that ∇ₓf can be asked for."""


def score_transforms(
    constraints: tuple[AbstractConstraint, ...], states: tuple[Mapping[str, Any], ...], update: int
) -> list[AbstractScoreTransform]:
    """The score transforms as they stand after `update` critic updates, in order."""
    return [
        constraint.now(states[index], update)
        for index, constraint in enumerate(constraints)
        if isinstance(constraint, AbstractScoreTransform)
    ]


FREE_FORMS = (AbstractFreePenalty, AbstractScoreTransform)
