"""Where each of many images goes when they are shown as one."""

from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]

TALLEST = 2.0
"""Height over width from which on classes share rows: a column of single images shows nothing well."""


@attrs.frozen(eq=False)
class Arrangement:
    """Images in rows: image i is in row `row[i]` and column `column[i]`, both counted from 0."""

    row: Places
    column: Places
    columns: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.row.max()) + 1

    @classmethod
    def of(cls, n: int, shape: tuple[int, int], label: Any = None) -> Self:
        """Rows that make about a square.

        Args:
            n: how many images, ≥ 1.
            shape: height and width of one.
            label: their classes `(n,)`; each begins a row, in the order of first appearance, unless too many would.
        """
        group = np.zeros(n, dtype=np.int64) if label is None else _groups(np.asarray(label))
        sizes = np.bincount(group)
        columns = _columns(sizes, shape)
        if _rows(sizes, columns).sum() * shape[0] > TALLEST * columns * shape[1]:
            sizes = np.array([n])
            columns = _columns(sizes, shape)
        starts, firsts = np.cumsum(_rows(sizes, columns)) - _rows(sizes, columns), np.cumsum(sizes) - sizes
        within = np.arange(n) - np.repeat(firsts, sizes)
        row, column = np.empty((2, n), dtype=np.int64)
        order = np.argsort(group, kind="stable")
        row[order], column[order] = np.repeat(starts, sizes) + within // columns, within % columns
        return cls(row, column, columns)


def _groups(label: NDArray[Any]) -> Places:
    """Classes, numbered as they appear."""
    _, first, group = np.unique(label, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[group]


def _rows(sizes: Places, columns: int) -> Places:
    """How many rows each class takes."""
    return -(-sizes // columns)


def _columns(sizes: Places, shape: tuple[int, int]) -> int:
    """The least number of columns with which the whole is at least as wide as high, or all that are of any use."""
    most, (height, width) = int(sizes.max()), shape
    wide = (columns for columns in range(1, most) if _rows(sizes, columns).sum() * height <= columns * width)
    return next(wide, most)
