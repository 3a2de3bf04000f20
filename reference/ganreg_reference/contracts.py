"""What an oracle of each kind offers. A plugin's oracle has the same methods as ganreg's own in this package.

An oracle is a class made from its component, of which it reads only the parameters. It is independent of the
component's formulas, takes and returns float64 NumPy arrays, and knows no namespace argument `xp`.
"""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from ganreg.state import OptimizerState, Parameters

Array = Any


@runtime_checkable
class LossOracle(Protocol):
    """Two scalars from scores `(n,)` and `(m,)`, and their gradients."""

    def critic(self, real: Array, fake: Array) -> Array:
        """The critic's loss."""

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """Its derivatives in the real `(n,)` and the fake scores `(m,)`."""

    def generator(self, real: Array | None, fake: Array) -> Array:
        """The generator's loss."""

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """Its derivatives in the real scores, or None, and the fake scores `(m,)`."""


@runtime_checkable
class LossValues(Protocol):
    """A loss by its values alone, which take complex scores: the reference finds the derivatives."""

    def critic(self, real: Array, fake: Array) -> Array:
        """The critic's loss."""

    def generator(self, real: Array | None, fake: Array) -> Array:
        """The generator's loss."""


@runtime_checkable
class GradientPenaltyOracle(Protocol):
    """A scalar from the norms `(n,)` of the critic's gradients."""

    def value(self, norms: Array) -> Array:
        """The penalty, its weight included."""

    def derivative(self, norms: Array) -> Array:
        """Its derivatives in the norms `(n,)`."""


@runtime_checkable
class ScorePenaltyOracle(Protocol):
    """A scalar from one vector of scores per point set."""

    def value(self, scores: tuple[Array, ...]) -> Array:
        """The penalty, its weight included."""

    def gradients(self, scores: tuple[Array, ...]) -> tuple[Array, ...]:
        """Its derivatives, one vector per point set."""


@runtime_checkable
class FeaturePenaltyOracle(Protocol):
    """A scalar from one vector of scores and one array of features `(n, d)` per point set."""

    def value(self, scores: tuple[Array, ...], features: tuple[Array, ...]) -> Array:
        """The penalty, its weight included."""

    def gradients(
        self, scores: tuple[Array, ...], features: tuple[Array, ...]
    ) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """Its derivatives in the scores and in the features, each one array per point set."""


class SampleCritic(Protocol):
    """The critic for one sample at a time, as the oracle of a free penalty or of a score transform asks it."""

    def score(self, x: Array, i: int | None = None) -> Array:
        """f(x), a number, for one sample x; with the label of real sample i, where the critic has classes."""

    def slope(self, x: Array, i: int | None = None) -> Array:
        """∇ₓf(x), in the shape of x."""

    def constant(self, value: Array) -> Array:
        """A number or array that is held constant when the formula is differentiated."""


@runtime_checkable
class FreePenaltyOracle(Protocol):
    """A scalar of any form: the value alone. The reference differentiates it by complex steps.

    So the formula must take complex numbers and be analytic in them. Write `np.sqrt(np.sum(g * g))` and not
    `np.linalg.norm(g)`; no `abs`, no `np.conj`, no `float(…)`, nothing of the module `math`; choose branches by the
    real part, `np.where(np.real(t) > 0, t, 0.0)`; |t| is `t if np.real(t) > 0 else -t`. The critic is asked as often
    as needed, at points of any kind: they may depend on draws and on earlier answers. Samples at which the formula
    bends are found and set aside.
    """

    def value(self, critic: SampleCritic, real: Array, fake: Array, stream: Any) -> Array:
        """The penalty of real samples `(n, *shape)` and fake ones `(m, *shape)`, its weight included.

        `stream.uniform(shape)` and `stream.normal(shape)` draw in the order of the implementation's own draws.
        """


@runtime_checkable
class ScoreTransformOracle(Protocol):
    """What is scored in the place of f(x), by its value alone; written as that of a free penalty."""

    def score(self, critic: SampleCritic, x: Array) -> Array:
        """f̂(x), a number, for one sample x. A label of x is bound into the critic."""


@runtime_checkable
class WeightPenaltyOracle(Protocol):
    """A scalar from the critic's weights by name."""

    def value(self, weights: Mapping[str, Array]) -> Array:
        """The penalty, its factor included."""

    def gradients(self, weights: Mapping[str, Array]) -> Mapping[str, Array]:
        """Its derivatives in the weights on which it depends."""


@runtime_checkable
class ProjectionOracle(Protocol):
    """A map of each of the critic's weights, after the step."""

    def project(self, name: str, value: Array) -> Array:
        """The weight `name` after projection, of the same shape."""


@runtime_checkable
class ReparametrisationOracle(Protocol):
    """A map W ↦ W̃ of the critic's weights by name; its state has the names of the component's own."""

    def start(self, weights: Mapping[str, Array], stream: Any) -> Mapping[str, Array]:
        """The state before the first update."""

    def effective(self, weights: Mapping[str, Array], state: Mapping[str, Any]) -> Mapping[str, Array]:
        """W̃ of those weights that it changes."""

    def pullback(
        self, weights: Mapping[str, Array], state: Mapping[str, Any], cotangents: Mapping[str, Array]
    ) -> Mapping[str, Array]:
        """The gradient in W from the gradient in W̃, where they differ."""

    def next_state(self, state: Mapping[str, Any], weights: Mapping[str, Array]) -> Mapping[str, Array]:
        """The state after an update at the weights W."""


@runtime_checkable
class InputTransformOracle(Protocol):
    """A map of each sample, in training, before the critic sees it."""

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The random numbers for a batch of that shape, by name."""

    def transform(self, samples: Array, draws: Mapping[str, Array]) -> Array:
        """T(x) of samples `(n, *shape)`."""

    def pullback(self, samples: Array, draws: Mapping[str, Array], cotangents: Array) -> Array:
        """(∂T/∂x)ᵀ cotangents at samples x."""


@runtime_checkable
class PointSetOracle(Protocol):
    """Points `(n, *shape)` from real and fake samples."""

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The random numbers for a real batch of that shape, by name."""

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points."""


@runtime_checkable
class NormOracle(Protocol):
    """The norm of one sample's gradient, of any shape."""

    def value(self, gradient: Array) -> Array:
        """The norm, a number."""

    def pullback(self, gradient: Array, cotangent: Array) -> Array:
        """cotangent·∂‖g‖/∂g, in the shape of the gradient; 0 where the norm is 0."""


@runtime_checkable
class OptimizerOracle(Protocol):
    """An update rule. Moments have the names of the component's own."""

    def init(self, params: Parameters) -> OptimizerState:
        """The state before the first step."""

    def update(self, grads: Parameters, state: OptimizerState, params: Parameters) -> tuple[Parameters, OptimizerState]:
        """The parameters and the state after one step."""


@runtime_checkable
class AverageOracle(Protocol):
    """An average of the generator's parameters over its updates."""

    def updated(self, average: Parameters, params: Parameters, update: int) -> Parameters:
        """The average after update 0, 1, 2, …, which made the parameters `params`."""
