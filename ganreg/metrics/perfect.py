"""What a perfect sampler scores: the number beside which every other one is read."""

from typing import Self

import attrs
import numpy as np
from numpy.typing import NDArray

TAIL = 0.01


@attrs.frozen
class Perfect:
    """The score of a perfect sampler.

    Args:
        mean: expected.
        low: the 1 % quantile.
        high: the 99 % quantile.
    """

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, scores: NDArray[np.float64]) -> Self:
        """Mean and quantiles of repeated scores `(repetitions,)`."""
        low, high = np.quantile(scores, (TAIL, 1 - TAIL))
        return cls(float(np.mean(scores)), float(low), float(high))
