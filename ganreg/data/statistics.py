"""Range, mean and spread of an array, in one pass over chunks, so that it may be larger than memory."""

from collections.abc import Iterator
from math import isfinite, prod, sqrt
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.errors import DataError

CHUNK = 2**20
"""Numbers read at once: 8 MiB as float64."""


@attrs.frozen
class Statistics:
    """Of all numbers in an array together, in float64: minimum, maximum, mean, and standard deviation (over N)."""

    low: float
    high: float
    mean: float
    deviation: float

    @classmethod
    def of(cls, array: NDArray[Any], chunk: int = CHUNK) -> Self:
        """The statistics of an array `(n, *shape)` that is not empty.

        Means and squared deviations of the chunks are merged, which keeps the digits that Σx² − n·mean² would lose.

        Args:
            array: numbers of any real dtype; read `chunk` of them at a time, at least one row.
            chunk: numbers per chunk.

        Raises:
            DataError: some are NaN or infinite (says how many, and the first index), or too large to square in float64.

        Source: Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance", eq. 2.1.
        """
        low, high, count, mean, squares = np.inf, -np.inf, 0, 0.0, 0.0
        for start, values in _chunks(array, chunk):
            smallest, largest = float(values.min()), float(values.max())
            # Asked of this chunk: the minimum of a number and NaN may be the number.
            if not isfinite(smallest) or not isfinite(largest):
                raise _non_finite(array, start, chunk)
            low, high = min(low, smallest), max(high, largest)
            with np.errstate(over="ignore", invalid="ignore"):
                centre = float(values.mean())
                total, shift = count + values.size, centre - mean
                squares += float(np.square(values - centre).sum()) + shift * (shift * count * values.size / total)
                mean, count = mean + shift * values.size / total, total
        if not isfinite(squares):
            raise DataError(
                f"The data reach from {low:g} to {high:g}: too large for float64 arithmetic. Divide them first."
            )
        return cls(low, high, mean, sqrt(squares / count))


def _chunks(array: NDArray[Any], chunk: int, start: int = 0) -> Iterator[tuple[int, NDArray[np.float64]]]:
    rows = max(1, chunk // prod(array.shape[1:]))
    for first in range(start, len(array), rows):
        yield first, np.asarray(array[first : first + rows], dtype=np.float64)


def _non_finite(array: NDArray[Any], start: int, chunk: int) -> DataError:
    """The error for an array whose first NaN or infinity lies in the chunk that begins at row `start`."""
    count = 0
    first: tuple[int, ...] = ()
    for row, values in _chunks(array, chunk, start):
        wrong = ~np.isfinite(values)
        if not first and wrong.any():
            place = np.unravel_index(int(wrong.argmax()), wrong.shape)
            first = (row + int(place[0]), *(int(i) for i in place[1:]))
        count += int(wrong.sum())
    return DataError(
        f"The data have {count} values that are NaN or infinite, the first at index {first}. Remove or replace them."
    )
