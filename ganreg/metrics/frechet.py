"""The Fréchet distance of features."""

from typing import Any, ClassVar

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.draws import HostStream
from ganreg.metrics.abstract import Scores
from ganreg.metrics.features import AbstractFeatureMetric, check_enough
from ganreg.theory.gaussians import w2_of_gaussians


@attrs.frozen(kw_only=True)
class Frechet(AbstractFeatureMetric):
    """‖μ − ν‖² + tr(Σ + Τ − 2(ΣΤ)^½) of the features' means and covariances: W₂² of Gaussians with these moments.

    With the features of Inception this is FID. It sees means and covariances alone: on pixels (the default) it is
    nearly worthless, since a single Gaussian fitted to the 64 pixels of the digits scores as well as real images. It is
    biased upwards, by about 1/n: compare only scores of as many samples.

    Source: Heusel et al. 2017 (arXiv 1706.08500), eq. 6; Dowson and Landau 1982.
    """

    name = "frechet"
    identical: ClassVar[Scores] = {"frechet": 0.0}

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """The squared distance; covariances are divided by n − 1."""
        one, other = self.embedded(real, fake)
        check_enough(one, other, 2, "The Fréchet distance")
        (mean, covariance), (other_mean, other_covariance) = _moments(one), _moments(other)
        return {"frechet": w2_of_gaussians(mean, covariance, other_mean, other_covariance) ** 2}


def _moments(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return x.mean(axis=0), np.atleast_2d(np.cov(x, rowvar=False))
