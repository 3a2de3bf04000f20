"""Metrics of nearest neighbours."""

from abc import abstractmethod
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import HostStream
from ganreg.metrics.abstract import Scores
from ganreg.metrics.features import AbstractFeatureMetric, check_enough
from ganreg.theory.measure import Measure
from ganreg.theory.transport import distances

Float64 = NDArray[np.float64]


@attrs.frozen(kw_only=True)
class AbstractNeighbourMetric(AbstractFeatureMetric):
    """A function of the distances between features, Euclidean."""

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """The scores, by the distances."""
        one, other = (Measure.of(x) for x in self.embedded(real, fake))
        check_enough(one.points, other.points, self.needed(), type(self).__name__)
        return self.by_distances(distances(one, one), distances(other, other), distances(one, other))

    def needed(self) -> int:
        """The least number of samples."""
        return 2

    @abstractmethod
    def by_distances(self, real: Float64, fake: Float64, across: Float64) -> Scores:
        """The scores.

        Args:
            real: distances between real samples `(n, n)`.
            fake: between generated ones `(m, m)`.
            across: between both `(n, m)`.
        """


def radii(within: Float64, k: int) -> Float64:
    """The distance of each sample of a set to its k-th nearest other one, `(n,)`."""
    return np.partition(within + np.diag(np.full(len(within), np.inf)), k - 1, axis=1)[:, k - 1]
