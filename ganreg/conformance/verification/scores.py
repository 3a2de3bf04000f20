"""Losses of two score vectors: those that are registered, and terms of which others are made."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification.fit import Fit, fitted
from ganreg.conformance.verification.observation import Vector
from ganreg.registry import registry

Scores = tuple[Vector, Vector]
Value = Callable[[Vector, Vector], float]
PLAYERS = ("critic", "generator")
BASES = ("logistic", "hinge", "least_squares")


def _sigmoid(s: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-np.clip(s, -60, 60))))


LINKS: dict[str, tuple[str, Callable[[Vector], Vector]]] = {
    "": ("", lambda s: s),
    "flipped": ("the critic's sign is flipped: it is low on real samples", lambda s: -s),
    "sigmoid": ("the loss of logits is applied to sigmoids of the scores", _sigmoid),
}
"""What is done with scores before the loss."""


@attrs.frozen
class Known:
    """A registered loss of one player.

    Args:
        component: the loss.
        name: its registered name.
        player: `critic` or `generator`.
        link: a key of `LINKS`.
        exchanged: whether real and fake samples have changed places.
    """

    component: Any
    name: str
    player: str
    link: str = ""
    exchanged: bool = False

    def value(self, real: Vector, fake: Vector) -> float:
        """The reference's number."""
        return float(_reference().evaluate_loss(self.component, self.player, *self._linked(real, fake)).value)

    def gradients(self, real: Vector, fake: Vector) -> tuple[Vector, Vector]:
        """The reference's gradients in the scores; zeros in scores that it does not need."""
        linked = self._linked(real, fake)
        found = _reference().evaluate_loss(self.component, self.player, *linked)
        both = [np.zeros(len(linked[0])) if found.real is None else found.real, found.fake]
        both = both[::-1] if self.exchanged else both
        sign = -1.0 if self.link == "flipped" else 1.0
        return sign * np.asarray(both[0]), sign * np.asarray(both[1])

    def _linked(self, real: Vector, fake: Vector) -> Scores:
        link = LINKS[self.link][1]
        pair = (link(real), link(fake))
        return pair[::-1] if self.exchanged else pair


def _reference() -> Any:
    return registry().create("backend", "reference")


def known_losses(component: Any, name: str) -> Iterator[Known]:
    """The claimed loss first, then as it comes with other parameters, then all others."""
    losses = [(component, name)]
    variants: tuple[tuple[str, tuple[dict[str, Any], ...]], ...] = (
        ("least_squares", ({}, {"a": -1.0, "b": 1.0, "c": 0.0}, {"a": -1.0, "b": 1.0, "c": 1.0})),
        ("relativistic", tuple({"base": base} for base in BASES)),
        ("relativistic_average", tuple({"base": base} for base in BASES)),
        *((plain, ({},)) for plain in ("wasserstein", "minimax", "non_saturating", "hinge")),
    )
    for other, parameters in variants:
        losses += [(registry().create("loss", other, **given), other) for given in parameters]
    losses = sorted(losses, key=lambda pair: pair[1] != name)
    for link, (loss, called), player in product(LINKS, losses, PLAYERS):
        yield Known(loss, called, player, link)


TERMS: dict[str, Callable[[Vector], Vector]] = {
    "0": lambda s: 0 * s,
    "{f}": lambda s: s,
    "log(1 + exp {f})": lambda s: np.logaddexp(0, s),
    "log(1 + exp −{f})": lambda s: np.logaddexp(0, -s),
    "{f}²": lambda s: s**2,
    "({f} − 1)²": lambda s: (s - 1) ** 2,
    "({f} + 1)²": lambda s: (s + 1) ** 2,
    "max(0, 1 − {f})": lambda s: np.maximum(0, 1 - s),
    "max(0, 1 + {f})": lambda s: np.maximum(0, 1 + s),
    "max(0, {f})": lambda s: np.maximum(0, s),
    "max(0, −{f})": lambda s: np.maximum(0, -s),
    "σ[{f}]": _sigmoid,
    "(σ[{f}] − 1)²": lambda s: (_sigmoid(s) - 1) ** 2,
    "σ[{f}]²": lambda s: _sigmoid(s) ** 2,
    "|{f}|": np.abs,
    "[label 0.9: BCE of {f}]": lambda s: 0.9 * np.logaddexp(0, -s) + 0.1 * np.logaddexp(0, s),
    "[label 0.8: BCE of {f}]": lambda s: 0.8 * np.logaddexp(0, -s) + 0.2 * np.logaddexp(0, s),
    "[label 0.1: BCE of {f}]": lambda s: 0.9 * np.logaddexp(0, s) + 0.1 * np.logaddexp(0, -s),
    "({f} − 0.9)²": lambda s: (s - 0.9) ** 2,
}
"""Functions of one score, as a person writes them."""


@attrs.frozen
class Sum:
    """a·mean φ(f(x)) + b·mean ψ(f(x̃)) + c.

    Args:
        real: φ, a key of `TERMS`.
        fake: ψ.
        factors: a and b.
        constant: c, which changes no gradient.
        residual: what remains, in units of what is tolerated.
    """

    real: str
    fake: str
    factors: tuple[float, float]
    residual: float
    constant: float = 0.0

    @property
    def words(self) -> str:
        """The sum as a person writes it."""
        pairs = zip(("f(x)", "f(x̃)"), (self.real, self.fake), self.factors, strict=True)
        parts = [f"{factor:+.3g}·mean {term.format(f=where)}" for where, term, factor in pairs if term != "0"]
        parts += [f"{self.constant:+.3g}"] if self.constant else []
        return " ".join(parts).lstrip("+").replace("1·", "")


def as_sum(values: Vector, scores: list[Scores]) -> Sum | None:
    """The simplest sum of two terms that gives these numbers, or None."""
    means = {
        key: (np.array([np.mean(term(r)) for r, _ in scores]), np.array([np.mean(term(f)) for _, f in scores]))
        for key, term in TERMS.items()
    }
    found = []
    for one, other in product(TERMS, TERMS):
        columns = [column for key, column in ((one, means[one][0]), (other, means[other][1])) if key != "0"]
        if columns:
            found.append(_fitted(one, other, values, columns))
            found.append(_fitted(one, other, values, [*columns, np.ones(len(values))]))
    fitting = [s for s in found if s.residual <= 1]
    return min(fitting, key=_complexity) if fitting else None


def _complexity(found: Sum) -> float:
    factors = [abs(f) for f in found.factors if f]
    return len(factors) + 0.5 * (found.constant != 0) + sum(min(abs(f - 1), 1) for f in factors)


def _fitted(real: str, fake: str, values: Vector, columns: list[Vector]) -> Sum:
    size = 2e-4 * np.maximum(1.0, np.abs(values))
    matrix = np.stack(columns, axis=1)
    solved = np.linalg.lstsq(matrix / size[:, None], values / size, rcond=None)[0]
    residual = float(np.max(np.abs(values - matrix @ solved) / size))
    factors = list(solved)
    a = factors.pop(0) if real != "0" else 0.0
    b = factors.pop(0) if fake != "0" else 0.0
    return Sum(real, fake, (float(a), float(b)), residual, float(factors[0]) if factors else 0.0)


def fit_known(known: Known, values: Vector, scores: list[Scores]) -> Fit:
    """How well a registered loss gives these numbers."""
    formula = np.array([known.value(r, f) for r, f in scores])
    scales = np.array([1.0 + float(np.max(np.abs(np.concatenate(pair)))) for pair in scores])
    return fitted(values, formula, scales)
