"""Finitely many points with weights."""

from typing import Any, Self

import attrs
import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError


@attrs.frozen(eq=False)
class Measure:
    """Points `(n, d)` and their weights `(n,)`, ≥ 0 and with the sum 1; both float64."""

    points: Float64
    weights: Float64

    @classmethod
    def of(cls, x: Any, weights: Any = None, name: str = "x") -> Self:
        """Checked points.

        Args:
            x: `(n, d)` with n ≥ 1; `(n,)` are n numbers; of points of higher rank, `(n, *shape)`, all is one vector.
            weights: `(n,)`, ≥ 0; they are divided by their sum. By default all are 1/n.
            name: what messages call it.

        Raises:
            DataError: there are no points, one is not finite, or the weights are none.
        """
        points = finite(x, name)
        if points.ndim == 0 or points.size == 0:
            raise DataError(f"{name} has the shape {points.shape}; expected (n, d) or (n,), n ≥ 1.")
        return cls(points.reshape(len(points), -1), probabilities(weights, len(points), name))

    def __len__(self) -> int:
        return len(self.points)

    @property
    def support(self) -> Any:
        """Which points have a weight, `(n,)`."""
        return self.weights > 0


def finite(values: Any, name: str) -> Float64:
    """Finite numbers of any shape, as float64."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} is no array of numbers: {error}") from error
    if not np.all(np.isfinite(array)):
        raise DataError(
            f"{int(np.sum(~np.isfinite(array)))} values of {name} are NaN or infinite; expected finite ones."
        )
    return array


def probabilities(weights: Any, n: int, name: str) -> Float64:
    """Weights `(n,)` divided by their sum; all 1/n where none are given.

    Raises:
        DataError: they have another shape, are negative or not finite, or all 0.
    """
    if weights is None:
        return np.full(n, 1 / n)
    array = finite(weights, f"the weights of {name}")
    if array.shape != (n,) or np.any(array < 0) or not np.any(array > 0):
        raise DataError(
            f"The weights of {name} have the shape {array.shape} and the smallest is {array.min(initial=0):g}; "
            f"expected ({n},), none negative, not all 0."
        )
    scaled = array / array.max()
    return np.asarray(scaled / scaled.sum())


def check_dimensions(one: Measure, other: Measure, wanted: int | None = None) -> None:
    """Raise `DataError` unless the points of both have as many numbers, and `wanted` ones where that is given."""
    d, e = one.points.shape[1], other.points.shape[1]
    if d != e or wanted not in (None, d):
        raise DataError(f"x has points of {d} numbers, y of {e}; expected {wanted or 'as many in both'}.")
