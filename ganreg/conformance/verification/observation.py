"""What was seen of one run of a user's function, without a framework: arrays and numbers of the host."""

from collections.abc import Callable, Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Pull = Callable[[Vector], Vector]


@attrs.frozen
class Failure:
    """The run ended with an error of the user's code.

    Args:
        error: the class and message.
        line: where in the user's own file, `file:line`, or empty.
        kind: the class alone.
    """

    error: str
    line: str = ""
    kind: str = ""


@attrs.frozen(eq=False)
class Evaluation:
    """One evaluation of the critic.

    Args:
        points: what it was evaluated at, `(n, *shape)`.
        scores: `(n,)`.
        slopes: the gradient of each score in its own sample, `(n, *shape)`, by a copy of the critic in float64.
        asked: whether the function took a gradient in these points.
        pull_slopes: from a cotangent of the slopes to the weights' gradient, one vector.
        pull_scores: the same from a cotangent of the scores.
        tick: when, among all that was recorded.
        largest: the critic's largest |weight| then.
    """

    points: Vector
    scores: Vector
    slopes: Vector
    asked: bool
    pull_slopes: Pull = attrs.field(repr=False)
    pull_scores: Pull = attrs.field(repr=False)
    tick: int = 0
    largest: float = 0.0


@attrs.frozen(eq=False)
class Returned:
    """One number that the function gave back, or on which it called `backward()`.

    Args:
        value: the number; the mean of a vector.
        vector: the shape it had, `()` for a scalar.
        weights: its gradient in the critic's weights, one vector; None where it does not depend on them.
        generator: the norm of its gradient in the generated samples; 0 where nothing reaches them.
        scores: its gradients in scores that were given, by name.
        differentiable: whether it hangs on a graph at all.
        backward: whether the function differentiated it itself.
    """

    value: float
    vector: tuple[int, ...] = ()
    weights: Vector | None = None
    generator: float = 0.0
    scores: Mapping[str, Vector] = attrs.field(factory=dict)
    differentiable: bool = True
    backward: bool = False


@attrs.frozen(eq=False)
class Update:
    """One step of an optimizer in a training step.

    Args:
        player: `critic` or `generator`.
        gradient: what stood in `.grad` as one vector; zeros where there was none.
        before: the parameters before it.
        after: and right after it.
        tick: when.
    """

    player: str
    gradient: Vector
    before: Vector
    after: Vector
    tick: int


@attrs.frozen(eq=False, kw_only=True)
class Observation:
    """A run of the function on one critic and one batch.

    Args:
        probe: the critic and batch, in words.
        real: the real samples given.
        fake: the generated ones.
        weight: the λ that was given to the function, or that it should have.
        failure: how it ended, if not well.
        returned: numbers that came back.
        evaluations: of the critic, in order.
        updates: of the optimizers, in order.
        draws: the random functions that it called, each with the shape.
        left: the parameters of the critic and of the generator in whose `.grad` something was left: how many.
        own_weight: numbers that the function's module or arguments call λ.
        given: roles whose values it took.
        notes: what had to be done for it to run.
        scores: score vectors given to it by name.
        parameters: the critic's: name, before and after.
        probabilities: whether it was given sigmoids of the scores.
        reaches: the norm of its gradient in samples that hang on a generator, where that was tried.
    """

    probe: str
    real: Vector
    fake: Vector
    weight: float
    failure: Failure | None = None
    returned: tuple[Returned, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    updates: tuple[Update, ...] = ()
    draws: tuple[tuple[str, tuple[int, ...]], ...] = ()
    left: tuple[int, int] = (0, 0)
    own_weight: tuple[float, ...] = ()
    given: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    scores: Mapping[str, Vector] = attrs.field(factory=dict)
    parameters: tuple[tuple[str, Vector, Vector], ...] = ()
    probabilities: bool = False
    reaches: float | None = None

    @property
    def asked(self) -> tuple[Evaluation, ...]:
        """The evaluations in whose points a gradient was taken."""
        return tuple(one for one in self.evaluations if one.asked)

    @property
    def size(self) -> int:
        """The number of samples."""
        return len(self.real)
