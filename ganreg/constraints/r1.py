"""R1."""

import attrs

from ganreg.claim import Claim
from ganreg.constraints.points import Real
from ganreg.constraints.squared_slope import AbstractSquaredSlope
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class R1(AbstractSquaredSlope):
    """R₁ = (γ/2)·mean(‖∇ₓf(x)‖²) at real samples. With it GAN training converges locally.

    Source: Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), equation 9, γ = 10. `"r1+r2"` is the pair of R3GAN
    (Huang et al. 2024, arXiv 2501.05441), each with its own γ/2.
    """

    name = "r1"
    claim = Claim(
        "converges",
        "with the non-saturating loss, with small steps, for every γ > 0",
        "Mescheder et al. 2018 (arXiv 1801.04406), Theorem 4.1",
    )

    gamma: float = param(10.0, "The strength γ.", validator=NON_NEGATIVE, schedulable=True)

    @property
    def points(self) -> Real:
        """The real samples."""
        return Real()

    @property
    def factor(self) -> float:
        """γ/2."""
        return self.gamma / 2
