"""Precision and recall, density and coverage."""

from typing import ClassVar

import attrs
import numpy as np

from ganreg.metrics.abstract import Scores
from ganreg.metrics.neighbours import AbstractNeighbourMetric, Float64, radii
from ganreg.params import COUNT, param


@attrs.frozen(kw_only=True)
class PrecisionRecall(AbstractNeighbourMetric):
    """The share of generated samples among the real ones, and the share of real samples among the generated.

    A set is where balls around its samples reach, each with the distance to its k-th nearest other sample as radius.
    `precision`: of generated samples, those in the balls of real ones. `recall`: of real samples, those in the balls of
    generated ones. One far-off real sample has a large ball, and so flatters precision: see density.

    A perfect sampler does not score 1.

    Source: Kynkäänniemi et al. 2019 (arXiv 1904.06991), eq. 1 and 2, k = 3.
    """

    name = "precision_recall"
    identical: ClassVar[Scores] = {"precision": 1.0, "recall": 1.0}

    k: int = param(3, "Which nearest neighbour's distance is the radius.", validator=COUNT)

    def needed(self) -> int:
        """Each has a k-th neighbour."""
        return self.k + 1

    def by_distances(self, real: Float64, fake: Float64, across: Float64) -> Scores:
        """The two shares."""
        return {
            "precision": float(np.mean(np.any(across <= radii(real, self.k)[:, None], axis=0))),
            "recall": float(np.mean(np.any(across <= radii(fake, self.k)[None, :], axis=1))),
        }


@attrs.frozen(kw_only=True)
class DensityCoverage(AbstractNeighbourMetric):
    """How many balls of real samples a generated one lies in, and how many such balls hold a generated one.

    `density`: the mean number of real balls around a generated sample, over k: 1 is expected of a perfect sampler, more
    is possible, and means samples where real ones are dense. `coverage`: the share of real balls with a generated
    sample in them, for a perfect sampler about 1 − 2^(−k).

    Source: Naeem et al. 2020 (arXiv 2002.09797), eq. 3 and 4, k = 5; with ≤ where their code has <.
    """

    name = "density_coverage"
    identical: ClassVar[Scores] = {"coverage": 1.0}

    k: int = param(5, "Which nearest neighbour's distance is the radius.", validator=COUNT)

    def needed(self) -> int:
        """Each has a k-th neighbour."""
        return self.k + 1

    def by_distances(self, real: Float64, fake: Float64, across: Float64) -> Scores:
        """Both."""
        inside = across <= radii(real, self.k)[:, None]
        return {
            "density": float(np.mean(np.sum(inside, axis=0)) / self.k),
            "coverage": float(np.mean(np.any(inside, axis=1))),
        }
