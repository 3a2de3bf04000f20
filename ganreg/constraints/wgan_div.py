"""The penalty of WGAN-div."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractGradientPenalty, Array
from ganreg.constraints.points import AbstractPointSet, Interpolates, points_param
from ganreg.params import NON_NEGATIVE, Range, param


@attrs.frozen(kw_only=True)
class WGANDiv(AbstractGradientPenalty):
    """P = k·mean(‖∇ₓf(x̂)‖ᵖ): with the Wasserstein loss, the Wasserstein divergence.

    The paper's critic is low on real samples. The penalty is even in f, so it is the same for ganreg's, which is high.

    The authors' code has k = 10, that of the gradient penalty; the paper's experiments have k = 2. Both have p = 6.

    Source: Wu et al. 2018 (arXiv 1712.01026), Algorithm 1, k = 2 and p = 6; musikisomorphie/wgan-div, wgan_div.py.
    """

    name = "wgan_div"
    claim = Claim(
        "circles", "with the Wasserstein loss: approaches the equilibrium more slowly than linearly, as ψ⁵ vanishes"
    )

    weight: float = param(2.0, "The factor k.", validator=NON_NEGATIVE, schedulable=True)
    power: float = param(6.0, "The power p.", validator=Range(1, low_open=True))
    points: AbstractPointSet = points_param(Interpolates())

    @property
    def free_norms(self) -> tuple[float, float]:
        """0 alone."""
        return 0.0, 0.0

    def value(self, norms: Array, xp: Any) -> Array:
        """k·mean(‖g‖ᵖ)."""
        return self.weight * xp.mean(norms**self.power)

    def derivative(self, norms: Array, xp: Any) -> Array:
        """kp‖g‖ᵖ⁻¹/n."""
        return (self.weight * self.power / norms.shape[0]) * norms ** (self.power - 1)
