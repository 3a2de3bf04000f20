"""The space of formulas around a gradient penalty: right ones and wrong ones are points in it.

    value = c · aggregate(φ(norm(transform(∇f))))

Each wrong implementation that is known differs from the published one in one or two of these places, and is named by
them. So is one that nobody has seen yet, if it differs in such a place.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification.observation import Evaluation, Vector

Formula = Callable[[Evaluation], float]


@attrs.frozen
class Coordinate:
    """One choice in one place.

    Args:
        key: short name.
        words: what it is, for a person.
        compute: the choice itself.
        cost: how unusual it is; the least unusual explanation is given.
    """

    key: str
    words: str
    compute: Any
    cost: float = 1.0


TRANSFORMS = (
    Coordinate("score", "", lambda e: e.slopes, 0),
    Coordinate(
        "sigmoid", "the gradient is that of the sigmoid of the score", lambda e: e.slopes * _wide(_sigmoid_slope(e), e)
    ),
    Coordinate(
        "log-sigmoid", "the gradient is that of the log-sigmoid of the score",
        lambda e: e.slopes * _wide(1 / (1 + np.exp(np.clip(e.scores, -60, 60))), e), 1.5,
    ),
    Coordinate(
        "mean-score", "the gradient is that of the mean score, so every slope is divided by the batch size",
        lambda e: e.slopes / len(e.scores),
    ),
    Coordinate(
        "tanh", "the gradient is that of the tanh of the score",
        lambda e: e.slopes * _wide(1 - np.tanh(e.scores) ** 2, e), 1.5,
    ),
    Coordinate("square", "the gradient is that of the squared score", lambda e: e.slopes * _wide(2 * e.scores, e), 2),
)  # fmt: skip


def _wide(vector: Vector, e: Evaluation) -> Vector:
    return vector.reshape(-1, *(1 for _ in e.slopes.shape[1:]))


def _sigmoid_slope(e: Evaluation) -> Vector:
    s = 1 / (1 + np.exp(-np.clip(e.scores, -60, 60)))
    return s * (1 - s)


GUARDS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
"""Numbers under the root that are searched for; smaller ones show in no float32 number."""


def norms(rank: int) -> Iterator[Coordinate]:
    """Norms of gradients `(n, *shape)` of up to this rank; axes that a gradient lacks are left out."""
    every = set(range(1, rank))
    yield Coordinate("all", "", lambda g: _root(g, _every(g)), 0)
    for size in range(1, rank):
        for axes in combinations(range(rank), size):
            if set(axes) != every:
                yield Coordinate(f"axes {axes}", _axes_words(axes, rank), lambda g, a=axes: _over(g, a))
    if rank > 2:
        last = "the norm runs over the last axis only, not over all axes of a sample"
        yield Coordinate("last axis", last, lambda g: _root(g, (-1,)), 1.1)
    for guard in GUARDS:
        words = f"epsilon inside the root: √(Σg² + {guard:g})"
        yield Coordinate(f"guard {guard:g}", words, lambda g, e=guard: np.sqrt(np.sum(g**2, axis=_every(g)) + e))
    yield from _other_norms()


def _other_norms() -> Iterator[Coordinate]:
    for key, words, compute, cost in (
        (
            "batch", "the norm runs over the whole batch: one number, not one per sample",
            lambda g: np.sqrt(np.sum(g**2)), 1,
        ),
        ("elements", "no norm is taken: every element of the gradient stands by itself", lambda g: g, 1),
        ("absolute", "no norm is taken: the absolute value of every element stands by itself", np.abs, 1),
        ("l1", "the norm is the sum of absolute values", lambda g: np.sum(np.abs(g), axis=_every(g)), 1),
        ("linf", "the norm is the largest absolute value", lambda g: np.max(np.abs(g), axis=_every(g)), 1),
        (
            "rms", "the mean of the squares is taken, not their sum",
            lambda g: np.sqrt(np.mean(g**2, axis=_every(g))), 0.95,
        ),
        (
            "squared", "the root is missing: the sum of squares stands in place of the norm",
            lambda g: np.sum(g**2, axis=_every(g)), 1,
        ),
        ("sum", "the elements are summed without being squared", lambda g: np.sum(g, axis=_every(g)), 1.5),
        (
            "mean", "the mean of the gradient's elements stands in place of its norm",
            lambda g: np.mean(g, axis=_every(g)), 1.5,
        ),
    ):  # fmt: skip
        yield Coordinate(key, words, compute, cost)


def _every(g: Vector) -> tuple[int, ...]:
    return tuple(range(1, g.ndim))


def _root(g: Vector, axes: tuple[int, ...]) -> Vector:
    found: Vector = np.sqrt(np.sum(g**2, axis=axes))
    return found


def _over(g: Vector, axes: tuple[int, ...]) -> Vector:
    """The norm over the axes that there are; over all where none is."""
    return _root(g, tuple(a for a in axes if a < g.ndim) or _every(g))


def _axes_words(axes: tuple[int, ...], rank: int) -> str:
    """Which axes a norm runs over, by their names in a batch of images."""
    names = ("the batch", "the channels", "the rows", "the columns") if rank == 4 else ("the batch",)
    numbers = ", ".join(map(str, axes))
    called = [names[a] for a in axes if a < len(names)]
    where = f"{' and '.join(called)} only (dim={numbers})" if len(called) == len(axes) else f"dim={numbers} only"
    return f"the norm runs over {where}, not over all axes of a sample"


def functions(target: float) -> tuple[Coordinate, ...]:
    """φ, a function of the norms."""
    t = f"{target:g}"
    return (
        Coordinate("two-sided", f"two-sided: norms below {t} cost too", lambda u: (u - target) ** 2, 1),
        Coordinate(
            "one-sided", f"one-sided: norms below {t} cost nothing", lambda u: np.maximum(u - target, 0) ** 2, 1
        ),
        Coordinate("zero", "the target is 0, as in R1: the squared norm itself", lambda u: u**2, 1),
        Coordinate("to-one", "the target is 1: norms below it cost", lambda u: (u - 1) ** 2, 1),
        Coordinate("unsquared", f"the square is missing: |‖∇f‖ − {t}|", lambda u: np.abs(u - target), 1.2),
        Coordinate("signed", f"the square is missing: ‖∇f‖ − {t}, of either sign", lambda u: u - target, 1.2),
        Coordinate("hinged", f"the square is missing: max(0, ‖∇f‖ − {t})", lambda u: np.maximum(u - target, 0), 1.2),
        Coordinate("norm", "the norm itself, not its square", np.abs, 1.2),
        Coordinate("plus", "the target is added, not subtracted: (‖∇f‖ + 1)²", lambda u: (u + 1) ** 2, 1.3),
        Coordinate("fourth", "the norm's fourth power", lambda u: u**4, 1.3),
        Coordinate("sixth", "the norm's sixth power", lambda u: u**6, 1.3),
        Coordinate("cubed", "the norm's third power", lambda u: np.abs(u) ** 3, 1.4),
        Coordinate(
            "below", f"one-sided on the wrong side: norms above {t} cost nothing",
            lambda u: np.maximum(target - u, 0) ** 2, 1.3,
        ),
        Coordinate("inside", "the sum of squares minus 1, squared", lambda u: (u**2 - 1) ** 2, 1.3),
    )  # fmt: skip


AGGREGATES = (
    Coordinate("mean", "", lambda phi, u: float(np.mean(phi(u))), 0),
    Coordinate("sum", "the sum over samples stands for the mean", lambda phi, u: float(np.sum(phi(u))), 0.5),
    Coordinate(
        "of-mean", "φ of the mean norm, not the mean of φ: the square stands outside the mean",
        lambda phi, u: float(phi(np.mean(u))), 1,
    ),
    Coordinate("largest", "the largest slope of the batch alone", lambda phi, u: float(phi(np.max(u))), 1),
    Coordinate("root", "a root is taken of the mean", lambda phi, u: float(np.sqrt(np.mean(phi(u)))), 1.3),
    Coordinate("first", "only the first sample of the batch counts", lambda phi, u: float(np.mean(phi(u[:1]))), 1.3),
)  # fmt: skip


@attrs.frozen
class Candidate:
    """A point of the space.

    Args:
        places: transform, norm, function, aggregate.
    """

    places: tuple[Coordinate, Coordinate, Coordinate, Coordinate]

    def value(self, e: Evaluation) -> float:
        """The candidate's number for one evaluation, with factor 1."""
        transform, norm, phi, aggregate = (place.compute for place in self.places)
        return float(aggregate(phi, np.atleast_1d(norm(transform(e)))))

    @property
    def keys(self) -> tuple[str, ...]:
        """The short names of the four places."""
        return tuple(place.key for place in self.places)


def spaces(rank: int, target: float) -> tuple[tuple[Coordinate, ...], ...]:
    """The choices in each place for gradients of up to a rank."""
    return TRANSFORMS, tuple(norms(rank)), functions(target), AGGREGATES
