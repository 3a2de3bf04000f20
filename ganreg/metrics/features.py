"""Metrics that compare features of samples."""

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.errors import DataError
from ganreg.metrics.abstract import AbstractSampleMetric
from ganreg.metrics.functions import as_function
from ganreg.params import param


def embedded(features: Callable[[NDArray[Any]], Any] | None, x: NDArray[Any]) -> NDArray[np.float64]:
    """The features `(n, d)` of samples `(n, *shape)` in float64; the samples themselves, flat, without an extractor.

    Raises:
        DataError: an extractor gives no finite number for each sample.
    """
    found = np.asarray(x if features is None else features(x), dtype=np.float64)
    if found.ndim == 0 or len(found) != len(x) or not np.all(np.isfinite(found)):
        raise DataError(
            f"The features of {len(x)} samples have shape {found.shape}, or are not all finite. Expected "
            f"({len(x)}, d), finite."
        )
    return found.reshape(len(x), -1)


@attrs.frozen(kw_only=True)
class AbstractFeatureMetric(AbstractSampleMetric):
    """A function of features of real and of generated samples."""

    features: Callable[[NDArray[Any]], Any] | None = param(
        None,
        "From samples `(n, *shape)` to features `(n, d)`, or 'module:function'; by default the samples, flat.",
        converter=as_function,
    )

    def embedded(self, real: NDArray[Any] | None, fake: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The features of both."""
        assert real is not None
        return embedded(self.features, real), embedded(self.features, fake)


def check_enough(real: NDArray[Any], fake: NDArray[Any], least: int, what: str) -> None:
    """Raise `DataError` unless both sets have so many samples."""
    if min(len(real), len(fake)) < least:
        raise DataError(
            f"{what} needs {least} samples of each kind at least; there are {len(real)} real and {len(fake)} "
            "generated ones. Give samples=… or more data."
        )
