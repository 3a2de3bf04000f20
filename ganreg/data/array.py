"""Samples that lie in an array, in memory or memory-mapped."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.backend import Batch
from ganreg.data.scaling import Scaling
from ganreg.data.source import AbstractSource
from ganreg.data.statistics import Statistics
from ganreg.draws import Draws
from ganreg.errors import DataError

KEPT_EPOCHS = 4
"""Permutations that are kept: one for each sequence of batches that a run takes in turn."""


class ArraySource(AbstractSource):
    """Batches by shuffled epochs; the samples that do not fill a last batch are left out of that epoch.

    The array is held, not copied, and read once at construction to check it.

    Args:
        x: samples `(n, *shape)`, of any real, integer or boolean dtype; may be memory-mapped.
        label: numbers `(n,)`, one per sample.

    Raises:
        DataError: the array is empty, has a rank below 2 or no numeric dtype, or holds NaN or infinities; or the labels
            are not one number per sample.
    """

    def __init__(self, x: Any, label: Any = None) -> None:
        self._x = _as_array(x)
        self._mapped = isinstance(x, np.memmap)
        _check_samples(self._x)
        self._label = None if label is None else np.asarray(label)
        if self._label is not None:
            _check_labels(self._label, len(self._x))
        self.statistics = Statistics.of(self._x)
        self._dtype = np.float32 if np.result_type(self._x.dtype, np.float32) == np.float32 else np.float64
        self._permutations: dict[tuple[int, str, int], NDArray[np.int64]] = {}

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one sample."""
        return self._x.shape[1:]

    @property
    def size(self) -> int:
        """The number of samples."""
        return len(self._x)

    @property
    def classes(self) -> int | None:
        """One more than the largest label, where labels are integers from 0; None otherwise."""
        if self._label is None or self._label.dtype.kind not in "iu" or self._label.min() < 0:
            return None
        return int(self._label.max()) + 1

    def batch(self, n: int, draws: Draws, index: int, path: str = "data") -> Batch:
        """Place `index mod ⌊size/n⌋` of epoch `⌊index/⌊size/n⌋⌋`, whose order is a permutation drawn for that epoch."""
        self.check(n)
        epoch, place = divmod(index, self.size // n)
        rows = self._permutation(draws, path, epoch)[place * n : (place + 1) * n]
        return Batch(self._take(rows), None if self._label is None else self._label[rows])

    def scaling(self, output_range: tuple[float, float] | None) -> Scaling:
        """The data's range onto the generator's; if that is unbounded, to mean 0 and standard deviation 1."""
        known = self.statistics
        if output_range is not None:
            return Scaling.between((known.low, known.high), output_range)
        return Scaling(known.mean, known.deviation or 1.0)

    def _permutation(self, draws: Draws, path: str, epoch: int) -> NDArray[np.int64]:
        key = (draws.seed, path, epoch)
        if key not in self._permutations:
            if len(self._permutations) == KEPT_EPOCHS:
                self._permutations.pop(next(iter(self._permutations)))
            self._permutations[key] = draws.generator(f"{path}/epoch", update=epoch).permutation(self.size)
        return self._permutations[key]

    def _take(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        if not self._mapped:
            return self._x.take(rows, axis=0).astype(self._dtype, copy=False)
        # Read in the order of the file, then put into the order of the batch: disks and page caches like it so.
        order = rows.argsort()
        batch = np.empty((len(rows), *self.shape), dtype=self._dtype)
        batch[order] = self._x.take(rows[order], axis=0)
        return batch


def _as_array(x: Any) -> NDArray[Any]:
    if np.ma.isMaskedArray(x):
        raise DataError("The data are a masked array. Fill or drop what is masked first, then give a plain array.")
    return np.asarray(x)  # of a memory-mapped one a plain view: as a subclass it would make every batch one too


def _check_samples(x: NDArray[Any]) -> None:
    if x.dtype.kind not in "biuf":
        raise DataError(f"The data have dtype {x.dtype}, which is no real number. Convert them, to float32 say.")
    if x.ndim < 2:
        raise DataError(f"The data have shape {x.shape}, expected (n, features) or (n, channels, height, width).")
    if x.size == 0:
        raise DataError(f"The data are empty: shape {x.shape}.")


def _check_labels(label: NDArray[Any], n: int) -> None:
    if label.shape != (n,):
        raise DataError(
            f"The labels have shape {label.shape}, but there are {n} samples: expected ({n},), one per sample."
        )
    if label.dtype.kind not in "biuf" or not np.isfinite(label).all():
        raise DataError(
            f"The labels have dtype {label.dtype} or values that are not finite. Expected numbers, such as classes."
        )
