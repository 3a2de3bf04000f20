"""The kinds of constraint: what may keep a critic regular.

A constraint is frozen parameters and formulas. What changes over time is explicit: `now(state, update)` returns the
constraint to use at this update (a schedule or a running average put into its fields), and `next_state` returns the
state after it. Engines checkpoint that state. Formulas are written against the array API with its namespace `xp`.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import attrs

from ganreg.component import Component
from ganreg.constraints.norms import AbstractNorm, Euclidean
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import Stream
from ganreg.params import COUNT, param
from ganreg.schedules import settled

Array = Any
State = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class AbstractConstraint(Component):
    """Base of all constraints on the critic."""

    kind: ClassVar[str] = "constraint"

    needs_random_critic: ClassVar[bool] = False
    """Whether it compares passes of the critic that differ at random, so that one without Dropout is refused."""

    per_sample_gradients: ClassVar[bool] = False
    """Whether it takes the gradient of each sample's own score, so that a critic that mixes samples is refused."""

    def check(self, shape: tuple[int, ...]) -> None:
        """Raise `CombinationError` for samples of a shape that this cannot take; asked before training."""

    def initial_state(self) -> State:
        """Numbers or NumPy arrays that change during training; none by default."""
        return {}

    def among(self, elementwise: tuple[str, ...]) -> Self:
        """This constraint for a critic with such parameters: those that scale or shift numbers one by one, by name.

        A constraint of matrices leaves them alone, whatever their rank; others do not care.
        """
        return self

    def start(self, weights: Mapping[str, Array], stream: Stream) -> State:
        """The state before the first update, where it depends on the critic's weights: `initial_state()` by default.

        Args:
            weights: the critic's trainable parameters by name, as NumPy arrays.
            stream: this constraint's own draws for it. Names come in another order in each backend: sort them first.

        Raises:
            ParameterError: the constraint finds nothing to act on.
        """
        return self.initial_state()

    def now(self, state: State, update: int) -> Self:
        """This constraint as it stands at critic update `update`: fields replaced by state or schedule.

        By default its schedules are replaced by their numbers; one that overrides this starts from `super().now(…)`.
        """
        return settled(self, update)

    def next_state(self, state: State, observed: Any, xp: Any) -> State:
        """The state after an update, given what the constraint's value was computed from."""
        return state


@attrs.frozen(kw_only=True)
class AbstractPenalty(AbstractConstraint):
    """A term that is added to the critic's loss, in the same step."""

    every: int = param(1, "Apply at every k-th critic update only, scaled by k.", unit="updates", validator=COUNT)

    def is_due(self, update: int) -> bool:
        """Whether the term is part of critic update `update` (counted from 0)."""
        return update % self.every == 0


@attrs.frozen(kw_only=True)
class AbstractGradientPenalty(AbstractPenalty):
    """A function of the per-sample norms of the critic's gradient in its input, at a set of points.

    P = φ(‖g₁‖, …, ‖gₙ‖) with gᵢ = ∇ₓf(xᵢ). The norm runs over all non-batch axes of a sample. A subclass gives φ and
    its derivative; the backends do the rest, the second-order gradient ∇_w P included.
    """

    per_sample_gradients: ClassVar[bool] = True

    @property
    @abstractmethod
    def points(self) -> AbstractPointSet:
        """Where the gradients are taken; usually a field made by `points_param()`."""

    @property
    def norm(self) -> AbstractNorm:
        """The norm of one sample's gradient; Euclidean unless a subclass says otherwise."""
        return Euclidean()

    @property
    def free_norms(self) -> tuple[float, float] | None:
        """The least and the largest norm that cost nothing; None where that is not known.

        Two penalties without a norm in common contradict one another, and are refused together.
        """
        return None

    @abstractmethod
    def value(self, norms: Array, xp: Any) -> Array:
        """φ of the norms `(n,)`: a scalar array, the weight included."""

    @abstractmethod
    def derivative(self, norms: Array, xp: Any) -> Array:
        """∂φ/∂norms, `(n,)`. Where a norm is 0 the engine takes the norm's own gradient as 0."""


@attrs.frozen(kw_only=True)
class AbstractScorePenalty(AbstractPenalty):
    """A function of the critic's scores at one or several declared point sets."""

    @property
    @abstractmethod
    def points(self) -> tuple[AbstractPointSet, ...]:
        """The point sets at which the critic is evaluated."""

    @abstractmethod
    def value(self, scores: tuple[Array, ...], xp: Any) -> Array:
        """The term, a scalar array, from one score vector per point set."""

    @abstractmethod
    def gradients(self, scores: tuple[Array, ...], xp: Any) -> tuple[Array, ...]:
        """∂value/∂scores, one vector per point set."""


@attrs.frozen(kw_only=True)
class AbstractFeaturePenalty(AbstractPenalty):
    """A function of the critic's scores and features at one or several declared point sets.

    Features are what goes into the critic's last layer that has parameters, flattened: `(n, d)`. Of a user's own module
    they are what goes into the last `nn.Linear` or convolution that its forward pass runs. Dropout is drawn anew for
    each point set, so that one named twice gives two random passes of the same samples.
    """

    uses_features: ClassVar[bool] = True

    @property
    @abstractmethod
    def points(self) -> tuple[AbstractPointSet, ...]:
        """The point sets at which the critic is evaluated."""

    @abstractmethod
    def value(self, scores: tuple[Array, ...], features: tuple[Array, ...], xp: Any) -> Array:
        """The term, a scalar array, from one score vector `(n,)` and one array of features `(n, d)` per point set."""

    @abstractmethod
    def gradients(
        self, scores: tuple[Array, ...], features: tuple[Array, ...], xp: Any
    ) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """∂value/∂scores and ∂value/∂features, each with one array per point set."""


@attrs.frozen(kw_only=True)
class AbstractWeightPenalty(AbstractPenalty):
    """A function of the critic's parameters, by name."""

    @abstractmethod
    def value(self, weights: Mapping[str, Array], xp: Any) -> Array:
        """The term, a scalar array."""

    @abstractmethod
    def gradients(self, weights: Mapping[str, Array], xp: Any) -> Mapping[str, Array]:
        """∂value/∂weights, for the parameters on which it depends."""


@attrs.frozen(kw_only=True)
class AbstractProjection(AbstractConstraint):
    """Maps the critic's trainable parameters back into a set, after each optimizer step. Buffers are never touched."""

    @abstractmethod
    def project(self, name: str, value: Array, xp: Any) -> Array:
        """The parameter `name` after projection; same shape and dtype. Must be idempotent."""


@attrs.frozen(kw_only=True)
class AbstractReparametrisation(AbstractConstraint):
    """The critic computes with W̃ = h(W; state), while the optimizer moves W.

    Every evaluation of the critic uses W̃: its own step, penalties, the generator's step, scores and slopes. Weight
    penalties and projections see W. h is a pure function of weights and state, so evaluating it twice changes nothing:
    only an update of the critic advances the state. Several reparametrisations compose in their order.
    """

    @property
    def is_exact(self) -> bool:
        """Whether `pullback` is the derivative of `effective`; False where it holds an iteration's result constant."""
        return True

    @abstractmethod
    def effective(self, weights: Mapping[str, Array], state: State, xp: Any) -> Mapping[str, Array]:
        """W̃ of those weights that this changes, by name; shapes and dtypes are those of W."""

    @abstractmethod
    def pullback(
        self, weights: Mapping[str, Array], state: State, cotangents: Mapping[str, Array], xp: Any
    ) -> Mapping[str, Array]:
        """The gradient in W from the gradient in W̃, for those weights where they differ.

        It is linear in the gradient, so one pullback serves the whole of it, a penalty's second order included.

        Args:
            weights: W, all of them.
            state: the state with which W̃ was computed.
            cotangents: the gradient in W̃, all of it.
            xp: the array namespace.
        """

    @abstractmethod
    def next_state(self, state: State, observed: Mapping[str, Array], xp: Any) -> State:
        """The state after an update whose gradient was taken at the weights W, `observed`."""


@attrs.frozen(kw_only=True)
class AbstractInputTransform(AbstractConstraint):
    """What the critic sees in training in the place of a sample x: T(x; ξ), with numbers ξ drawn for each sample.

    In the critic's step real and fake samples are transformed before anything else: loss and penalty points are made of
    what comes out. In the generator's step fake samples pass through T, and real ones where the loss compares with
    them; the gradient comes back by `pullback`. Each side has draws of its own, in either step. Several transforms
    apply in the recipe's order. Outside training nothing is transformed: not for samples, scores or slopes.

    For both players the time of `now` is the number of critic updates so far, so that both meet the same T. Its state
    is what `initial_state` says, and does not change.
    """

    def draw(self, stream: Stream, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """The random numbers ξ for a batch of that shape, by name; none by default."""
        return {}

    @abstractmethod
    def transform(self, x: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """T(x; ξ) of samples `(n, *shape)`, of the same shape and dtype; no sample depends on another."""

    @abstractmethod
    def pullback(self, cotangents: Array, x: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """(∂T/∂x)ᵀ cotangents at samples x, in their shape."""
