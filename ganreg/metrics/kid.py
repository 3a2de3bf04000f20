"""The kernel inception distance."""

from functools import reduce
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import HostStream
from ganreg.metrics.abstract import Scores
from ganreg.metrics.features import AbstractFeatureMetric, check_enough
from ganreg.metrics.mmd import squared_mmd
from ganreg.params import COUNT, FINITE, POSITIVE, Range, param


@attrs.frozen(kw_only=True)
class KID(AbstractFeatureMetric):
    """The unbiased MMD² by the kernel (γ⟨x, y⟩ + c)^p, averaged over random subsets; and its deviation among them.

    γ is 1/d by default, for features of d numbers. Unlike the Fréchet distance it is unbiased: a perfect sampler scores
    0 on average with any number of samples. With the samples themselves as features it compares moments up to p.

    Source: Bińkowski et al. 2018 (arXiv 1801.01401), section 4.
    """

    name = "kid"
    ordered = True

    subsets: int = param(100, "How many subsets.", validator=COUNT)
    subset_size: int = param(1000, "Samples in each; all where there are fewer.", validator=Range(2, integer=True))
    degree: int = param(3, "The power p.", validator=COUNT)
    gamma: float | None = param(None, "The factor γ; 1/d by default.", validator=attrs.validators.optional(POSITIVE))
    coefficient: float = param(1.0, "The constant c.", validator=FINITE)

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """Mean and standard deviation (over the subsets as they are, not an estimate for others)."""
        one, other = self.embedded(real, fake)
        check_enough(one, other, 2, "KID")
        found = [
            self._of_subset(_picked(one, self.subset_size, stream), _picked(other, self.subset_size, stream))
            for _ in range(self.subsets)
        ]
        return {"kid": float(np.mean(found)), "kid_std": float(np.std(found))}

    def _of_subset(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
        return squared_mmd(self._kernel(x, x), self._kernel(y, y), self._kernel(x, y), unbiased=True)

    def _kernel(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        gamma = self.gamma or 1 / x.shape[1]
        base = gamma * (x @ y.T) + self.coefficient
        return reduce(np.multiply, [base] * self.degree)  # NumPy's power takes five times as long


def _picked(x: NDArray[np.float64], size: int, stream: HostStream) -> NDArray[np.float64]:
    """Different rows, in random order."""
    return x[stream.generator.permutation(len(x))[:size]]
