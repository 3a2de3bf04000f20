"""The zero-centred gradient penalty on interpolates."""

import attrs

from ganreg.claim import Claim
from ganreg.constraints.points import AbstractPointSet, Interpolates, points_param
from ganreg.constraints.squared_slope import AbstractSquaredSlope
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class ZeroCentred(AbstractSquaredSlope):
    """P = λ·mean(‖∇ₓf(x̂)‖²) at interpolates, without ½: for a better generalising discriminator.

    The gradient is that of the score, as everywhere in ganreg; the authors' toy program takes that of its sigmoid.

    Source: Thanh-Tung, Tran, Venkatesh 2019 (arXiv 1902.03984), the penalty 0-GP; λ = 10 is the default of
    htt210/GeneralizationAndStabilityInGANs, GradientPenaltiesGAN.py.
    """

    name = "zero_centred"
    claim = Claim("converges", "with the non-saturating loss, with small steps: there it is R1 with γ = 2λ")

    weight: float = param(10.0, "The factor λ.", validator=NON_NEGATIVE, schedulable=True)
    points: AbstractPointSet = points_param(Interpolates())

    @property
    def factor(self) -> float:
        """λ."""
        return self.weight
