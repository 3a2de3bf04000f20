"""The maximum mean discrepancy of scores."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import Array
from ganreg.losses.kernel_distance import AbstractKernelDistance
from ganreg.params import POSITIVE, OneOf, Several, as_tuple, param


@attrs.frozen(kw_only=True)
class MMD(AbstractKernelDistance):
    """The squared maximum mean discrepancy between the scores of real and of fake samples, by a sum of kernels.

    MMD² = E k(r − r′) + E k(f − f′) − 2 E k(r − f)
    critic:    −MMD²
    generator: MMD²

    `gaussian`: k(d) = Σ_σ exp(−d²/2σ²) over the `bandwidths` σ. `rational_quadratic`: k(d) = Σ_α (1 + d²/2α)^(−α) over
    the `alphas`. Kernels are summed, not averaged. Scores `(n,)` and `(m,)`; the papers' critics have many outputs,
    here d is the difference of two scores. For the critic's orientation and `unbiased` see `AbstractKernelDistance`.

    Source: Li et al. 2017 (MMD GAN, arXiv 1705.08584), equation 2 and section 3; both kernels and their parameters:
    Bińkowski et al. 2018 (arXiv 1801.01401), section 4.
    """

    name = "mmd"
    claim = Claim("circles", "alone: the distance is flat at the data, and the critic's scale stays where it is")

    kernel: str = param("gaussian", "The kernels' shape.", validator=OneOf(("gaussian", "rational_quadratic")))
    bandwidths: tuple[float, ...] = param(
        (2, 5, 10, 20, 40, 80), "The σ of the Gaussian kernels.", validator=Several(POSITIVE), converter=as_tuple
    )
    alphas: tuple[float, ...] = param(
        (0.2, 0.5, 1, 2, 5), "The α of the rational quadratic ones.", validator=Several(POSITIVE), converter=as_tuple
    )

    def similarity(self, differences: Array, xp: Any) -> Array:
        """Σ k(d)."""
        squares = differences**2
        if self.kernel == "gaussian":
            return sum(xp.exp(squares / (-2 * sigma**2)) for sigma in self.bandwidths)
        return sum(_power(squares, alpha, -alpha, xp) for alpha in self.alphas)

    def similarity_slope(self, differences: Array, xp: Any) -> Array:
        """Σ −d/σ²·exp(−d²/2σ²), or Σ −d·(1 + d²/2α)^(−α − 1)."""
        squares = differences**2
        if self.kernel == "gaussian":
            return -differences * sum(xp.exp(squares / (-2 * sigma**2)) / sigma**2 for sigma in self.bandwidths)
        return -differences * sum(_power(squares, alpha, -alpha - 1, xp) for alpha in self.alphas)


def _power(squares: Array, alpha: float, exponent: float, xp: Any) -> Array:
    """(1 + d²/2α)^exponent."""
    return xp.exp(exponent * xp.log1p(squares / (2 * alpha)))
