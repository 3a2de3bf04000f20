"""Samples that a user hands over directly, checked."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.errors import DataError


def checked_samples(x: Any, shape: tuple[int, ...] | None) -> NDArray[Any]:
    """Samples `(n, *shape)` as an array of finite real numbers.

    Args:
        x: an array, or what NumPy makes one of.
        shape: of one sample; None if it is not known yet.

    Raises:
        DataError: another shape, no samples, or values that are no finite real numbers.
    """
    try:
        array = np.asarray(x)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(f"Samples of type {type(x).__name__} do not make an array of numbers: {error}.") from error
    if array.ndim < 2 or array.size == 0 or (shape is not None and array.shape[1:] != shape):
        expected = "(n, *shape)" if shape is None else f"(n, {', '.join(map(str, shape))})"
        raise DataError(f"Samples of shape {array.shape}, expected {expected} with n ≥ 1.")
    if array.dtype.kind not in "biuf" or not np.all(np.isfinite(array)):
        raise DataError(
            f"Samples of dtype {array.dtype} with NaN, infinite or non-numeric values; expected finite numbers."
        )
    return array
