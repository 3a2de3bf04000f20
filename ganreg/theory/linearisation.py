"""A map near one of its points: its derivative by differences, and whether it has one there."""

from collections.abc import Callable
from typing import Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import Float64

REACH = 1e-3
"""The step of the differences: of fourth order, so that truncation and rounding are both about 1e-13."""

NEARBY = 1e-5
"""How far from the point a map must still be what its derivative says."""

ROUGHNESS = 1e-3
"""How much it may differ there, relative to the derivative: by curvature, not by a jump or a kink."""


@attrs.frozen(eq=False)
class Linearisation:
    """F(z) ≈ F(z₀) + J·(z − z₀).

    Args:
        value: F(z₀).
        jacobian: J, by differences of fourth order.
        is_fixed: whether F(z₀) = z₀.
        is_smooth: whether F is differentiable at z₀, judged in all axes and some directions between them.
    """

    value: Float64
    jacobian: Float64
    is_fixed: bool
    is_smooth: bool

    @classmethod
    def of(cls, function: Callable[[Float64], Float64], point: Float64) -> Self:
        """A map of vectors near a point."""
        point = np.asarray(point, dtype=np.float64)
        value = function(point)
        jacobian = np.stack([_slope(function, point, axis) for axis in np.eye(len(point))], axis=1)
        is_fixed = value.shape == point.shape and bool(np.max(np.abs(value - point)) < NEARBY**2)
        return cls(value, jacobian, is_fixed, _is_smooth(function, point, value, jacobian))


def eigenvalues(matrix: Float64) -> NDArray[np.complex128]:
    """The eigenvalues of a square matrix, by real, then imaginary part."""
    found: NDArray[np.complex128] = np.sort_complex(np.linalg.eigvals(matrix).astype(np.complex128))
    return found


def _slope(function: Callable[[Float64], Float64], point: Float64, axis: Float64) -> Float64:
    """∂F along one axis: (8·(F₁ − F₋₁) − (F₂ − F₋₂))/12h."""
    one, two = (function(point + k * REACH * axis) - function(point - k * REACH * axis) for k in (1, 2))
    return (8 * one - two) / (12 * REACH)


def _is_smooth(function: Callable[[Float64], Float64], point: Float64, value: Float64, jacobian: Float64) -> bool:
    """Whether F is what J says a little way off in each direction, both ways."""
    between = np.random.default_rng(0).normal(size=(4, len(point)))
    directions = NEARBY * np.concatenate([np.eye(len(point)), between])
    allowed = ROUGHNESS * NEARBY * max(1.0, float(np.max(np.abs(jacobian))))
    return all(
        np.max(np.abs(function(point + step) - value - jacobian @ step)) < allowed
        for direction in directions
        for step in (direction, -direction)
    )
