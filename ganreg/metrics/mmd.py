"""The maximum mean discrepancy between real and generated samples."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import HostStream
from ganreg.errors import DataError
from ganreg.losses import mmd
from ganreg.losses.kernel_distance import AbstractKernelDistance
from ganreg.metrics.abstract import Scores
from ganreg.metrics.features import AbstractFeatureMetric, check_enough
from ganreg.params import POSITIVE, param
from ganreg.registry import component_converter
from ganreg.theory.measure import Measure
from ganreg.theory.transport import distances

KERNEL = mmd.MMD(bandwidths=(0.5, 1, 2), unbiased=True)


def squared_mmd(
    within: NDArray[np.float64], within_other: NDArray[np.float64], across: NDArray[np.float64], unbiased: bool
) -> float:
    """E k(x, x′) + E k(y, y′) − 2 E k(x, y) of kernel matrices `(n, n)`, `(m, m)` and `(n, m)`.

    Args:
        within: of the first set.
        within_other: of the second.
        across: of both.
        unbiased: whether the pairs (i, i) are left out.
    """
    return float(_mean(within, unbiased) + _mean(within_other, unbiased) - 2 * np.mean(across))


def _mean(kernels: NDArray[np.float64], unbiased: bool) -> float:
    n = len(kernels)
    return float((np.sum(kernels) - np.trace(kernels)) / (n * (n - 1)) if unbiased else np.mean(kernels))


@attrs.frozen(kw_only=True)
class MMD(AbstractFeatureMetric):
    """MMD² = E k(x, x′) + E k(y, y′) − 2 E k(x, y) by the kernels of the loss `mmd`, of distances ‖x − y‖/scale.

    With the unbiased estimate a perfect sampler scores 0 on average, so half of its scores are negative. A kernel that
    is much wider or narrower than the differences that matter sees none of them: `scale` is by default the median
    distance between two real samples, with widths of half of it, itself and twice it.

    Source: Gretton et al. 2012 (JMLR 13), lemma 6 and section 8 (the median).
    """

    name = "mmd"

    kernel: AbstractKernelDistance = param(
        KERNEL, "The loss whose kernel it is: `mmd`, with its parameters.", converter=component_converter("loss")
    )
    scale: float | None = param(
        None,
        "What distances are divided by; the median distance of real samples by default.",
        validator=attrs.validators.optional(POSITIVE),
    )

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """MMD², unbiased as the kernel's loss says."""
        one, other = (Measure.of(x) for x in self.embedded(real, fake))
        check_enough(one.points, other.points, 2, "MMD")
        within = distances(one, one)
        scale = self.scale or _median(within)
        apart = (within, distances(other, other), distances(one, other))
        kernels, others, across = (self.kernel.similarity(d / scale, np) for d in apart)
        return {"mmd2": squared_mmd(kernels, others, across, self.kernel.unbiased)}


def _median(within: NDArray[np.float64]) -> float:
    """The median distance of two different samples."""
    median = float(np.median(within[~np.eye(len(within), dtype=bool)]))
    if not median > 0:
        raise DataError("Half of all real samples are the same: their median distance is 0. Give scale=….")
    return median
