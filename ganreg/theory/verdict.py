"""Whether training the Dirac-GAN converges, circles or diverges: the rule by which it is measured.

1. Where the update operator is smooth at the equilibrium (0, 0), its spectral radius ρ decides: `converges` if ρ < 1,
   `diverges` if ρ > 1.
2. Otherwise (a jump or a kink at the equilibrium, none there at all, or ρ = 1) a run from (1, 1) does. Its largest
   distance from the equilibrium in the last quarter is compared with that in the second quarter: `diverges` if it has
   grown to 1.1 times as much, or beyond all numbers; `converges` if it has shrunk to a twentieth, and ρ is not 1;
   `circles` otherwise. A distance that shrinks as 1/t has come down to a third, and still circles; one that grows as
   log t has grown to 1.15, and diverges.
"""

from collections.abc import Callable

import attrs
import numpy as np

from ganreg.claim import VERDICTS
from ganreg.draws import Float64
from ganreg.errors import NonFiniteError
from ganreg.theory.linearisation import Linearisation, eigenvalues

MARGIN = 1e-6
"""How far ρ must be from 1 to be told from it."""

STEPS = 4000
"""Iterations of a run."""

GROWN, SHRUNK = 1.1, 0.05
"""Ratios of the largest distances, by which a run diverges or converges."""


@attrs.frozen
class Verdict:
    """What was measured.

    Args:
        word: `converges`, `circles` or `diverges`.
        measure: `spectral radius` of one update, or `ratio` of the largest distances along a run.
        number: its value.
    """

    word: str = attrs.field(validator=attrs.validators.in_(VERDICTS))
    measure: str
    number: float

    def __str__(self) -> str:
        return f"{self.word} ({self.measure} {self.number:.6g})"


def verdict_of(linearised: Callable[[], Linearisation], run: Callable[[int], Float64]) -> Verdict:
    """The verdict by the rule above.

    Args:
        linearised: gives the update operator near the equilibrium.
        run: gives the points `(steps + 1, 2)` of a run of so many iterations.
    """
    try:
        update = linearised()
        decided = update.is_fixed and update.is_smooth
        radius = float(np.max(np.abs(eigenvalues(update.jacobian)))) if decided else None
    except NonFiniteError:
        radius = None
    if radius is not None and abs(radius - 1) > MARGIN:
        return Verdict("converges" if radius < 1 else "diverges", "spectral radius", radius)
    try:
        ratio = _ratio(run(STEPS))
    except NonFiniteError:
        ratio = float("inf")
    return _by_distance(ratio, may_converge=radius is None)


def _by_distance(ratio: float, may_converge: bool) -> Verdict:
    shrunk = "converges" if may_converge else "circles"
    return Verdict("diverges" if ratio > GROWN else shrunk if ratio < SHRUNK else "circles", "ratio", ratio)


def _ratio(points: Float64) -> float:
    """The largest distance in the last quarter over that in the second one."""
    distances = np.hypot(points[:, 0], points[:, 1])
    quarter = len(distances) // 4
    second, last = np.max(distances[quarter : 2 * quarter]), np.max(distances[-quarter:])
    if not np.isfinite(last):
        return float("inf")
    return float(last / second) if second else 0.0
