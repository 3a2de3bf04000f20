"""Handwritten digits, small enough for any machine."""

from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.abstract import AbstractData
from ganreg.data.array import ArraySource
from ganreg.data.source import AbstractSource
from ganreg.errors import MissingDependencyError
from ganreg.params import FLAG, OneOf, param


@attrs.frozen(kw_only=True)
class Digits(AbstractData):
    """1,797 grey images `(1, size, size)` of the digits 0 to 9, values 0 (white paper) to 16, float32.

    They have 8×8 pixels, and are enlarged by linear interpolation if more are wanted. They come with scikit-learn;
    nothing is downloaded.

    Source: Alpaydin and Kaynak 1998, "Optical Recognition of Handwritten Digits" (UCI), its test set.
    """

    name = "digits"

    size: int = param(8, "Pixels per side.", validator=OneOf((8, 16, 32, 64)))
    labels: bool = param(False, "Whether each image comes with its digit.", validator=FLAG)

    def source(self) -> AbstractSource:
        """The images, in memory.

        Raises:
            MissingDependencyError: scikit-learn is not installed.
        """
        images, label = bundled_digits()
        from scipy.ndimage import zoom  # type: ignore[import-untyped]

        factors = (1, 1, self.size // 8, self.size // 8)
        enlarged = zoom(images[:, None], factors, order=1, mode="nearest", grid_mode=True)
        return ArraySource(enlarged.astype(np.float32), label if self.labels else None)


def bundled_digits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The images `(1797, 8, 8)`, values 0 to 16, and their digits `(1797,)`, both read-only.

    Raises:
        MissingDependencyError: scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise MissingDependencyError(f'digits come with scikit-learn ({error}): pip install "ganreg[data]"') from error
    return _unpacked(load_digits)


@cache
def _unpacked(load_digits: Callable[[], Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """What a loader reads, unpacked once: stacked digits ask at each batch."""
    found = load_digits()
    for array in (found.images, found.target):
        array.setflags(write=False)
    return found.images, found.target
