"""R2."""

import attrs

from ganreg.claim import Claim
from ganreg.constraints.points import Fake
from ganreg.constraints.squared_slope import AbstractSquaredSlope
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class R2(AbstractSquaredSlope):
    """R₂ = (γ/2)·mean(‖∇ₓf(x̃)‖²) at generated samples, which are constants in the critic's step.

    Source: Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), equation 10, γ = 10.
    """

    name = "r2"
    claim = Claim(
        "converges",
        "with the non-saturating loss, with small steps, for every γ > 0",
        "Mescheder et al. 2018 (arXiv 1801.04406), Theorem 4.1",
    )

    gamma: float = param(10.0, "The strength γ.", validator=NON_NEGATIVE, schedulable=True)

    @property
    def points(self) -> Fake:
        """The generated samples."""
        return Fake()

    @property
    def factor(self) -> float:
        """γ/2."""
        return self.gamma / 2
