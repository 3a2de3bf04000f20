"""The two-sample test by the nearest neighbour."""

from typing import ClassVar

import attrs
import numpy as np

from ganreg.metrics.abstract import Scores
from ganreg.metrics.neighbours import AbstractNeighbourMetric, Float64


@attrs.frozen(kw_only=True)
class NearestNeighbour(AbstractNeighbourMetric):
    """How often a sample's nearest neighbour, among all others of both sets, is of its own kind.

    ½ for a perfect sampler. Near 1: both sets are apart. Near 0: generated samples are copies of these real ones. The
    two shares tell cases apart that the mean hides: a generator that repeats itself has a high share of generated
    samples and a low one of real ones. Where a real and a generated sample are equally near, half a hit is counted.

    Sets of different sizes are not compared fairly: give as many of each.

    Source: Lopez-Paz and Oquab 2017 (arXiv 1610.06545), section 3; Xu et al. 2018 (arXiv 1806.07755), section 3.
    """

    name = "nearest_neighbour"
    identical: ClassVar[Scores] = {"nn_accuracy": 0.0, "nn_accuracy_real": 0.0, "nn_accuracy_fake": 0.0}

    def by_distances(self, real: Float64, fake: Float64, across: Float64) -> Scores:
        """The share of all, of real and of generated samples."""
        of_real = _hits(real, across)
        of_fake = _hits(fake, across.T)
        return {
            "nn_accuracy": float(np.mean(np.concatenate([of_real, of_fake]))),
            "nn_accuracy_real": float(np.mean(of_real)),
            "nn_accuracy_fake": float(np.mean(of_fake)),
        }


def _hits(within: Float64, across: Float64) -> Float64:
    """For each sample of a set 1 if the nearest other one is of that set, 0 if not, ½ if both are as near."""
    own = np.min(within + np.diag(np.full(len(within), np.inf)), axis=1)
    other = np.min(across, axis=1)
    return np.asarray((own < other) + 0.5 * (own == other))
