"""The Kantorovich–Rubinstein dual: W₁ as the best that a critic of slope 1 can do."""

from typing import Any

import attrs
import numpy as np

from ganreg.draws import Float64
from ganreg.theory.measure import Measure
from ganreg.theory.transport import distances, transport


@attrs.frozen(eq=False)
class Potential:
    """The optimal critic f(z) = minⱼ (‖z − yⱼ‖ − vⱼ), defined everywhere, and of slope 1 or less everywhere.

    Args:
        value: E f(x) − E f(y), which is W₁: the critic is high on x.
        plan: an optimal plan `(n, m)`; where it has mass, f(x) − f(y) = ‖x − y‖.
        anchors: the points yⱼ `(m, d)`.
        offsets: vⱼ `(m,)`.
    """

    value: float
    plan: Float64
    anchors: Float64
    offsets: Float64

    def __call__(self, z: Any) -> Float64:
        """Its values `(k,)` at points `(k, d)`, or `(k,)` on the line."""
        return np.asarray(np.min(distances(Measure.of(z, None, "z"), self._anchored) - self.offsets, axis=1))

    def gradient(self, z: Any) -> Float64:
        """∇f `(k, d)` = (z − yⱼ)/‖z − yⱼ‖ with the j of the minimum: of norm 1, and 0 where z is yⱼ.

        Where several j reach the minimum, f has a kink, and this is one of its directions.
        """
        points = Measure.of(z, None, "z")
        nearest = np.argmin(distances(points, self._anchored) - self.offsets, axis=1)
        ways = points.points - self.anchors[nearest]
        lengths = np.linalg.norm(ways, axis=1, keepdims=True)
        return np.asarray(ways / np.where(lengths > 0, lengths, 1))

    @property
    def _anchored(self) -> Measure:
        return Measure.of(self.anchors, None, "the anchors")


def kantorovich_rubinstein(x: Any, y: Any, x_weights: Any = None, y_weights: Any = None) -> Potential:
    """W₁ = max E f(x) − E f(y) over f with |f(z) − f(z′)| ≤ ‖z − z′‖ for all z and z′.

    The f that reaches it is what `transport` gives for y, extended to all points by the largest function of slope 1
    that it allows.

    Args:
        x: as in `transport`; the real samples, on which the critic is high.
        y: as in `transport`; the generated ones.
        x_weights: `(n,)`.
        y_weights: `(m,)`.

    Raises:
        DataError, ConvergenceError, MissingDependencyError: as in `transport`.

    Source: Villani 2009 (Optimal Transport: Old and New), remark 6.5; Arjovsky et al. 2017 (arXiv 1701.07875), equation
    2; its slope along coupled pairs: Gulrajani et al. 2017 (arXiv 1704.00028), proposition 1.

    >>> f = kantorovich_rubinstein([[3.0, 4.0]], [[0.0, 0.0]])
    >>> f.value, f.gradient([[3.0, 4.0]]).tolist()
    (5.0, [[0.6, 0.8]])
    """
    one, other = Measure.of(x, x_weights, "x"), Measure.of(y, y_weights, "y")
    found = transport(x, y, x_weights, y_weights)
    potential = Potential(0.0, found.plan, other.points, found.v)
    value = one.weights @ potential(one.points) - other.weights @ potential(other.points)
    return attrs.evolve(potential, value=float(value))
