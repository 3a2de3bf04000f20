"""The penalty of WGAN-LP."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import Array
from ganreg.constraints.distance_penalty import AbstractDistancePenalty
from ganreg.constraints.excess import excess
from ganreg.constraints.norms import AbstractNorm, norm_param
from ganreg.constraints.points import AbstractPointSet, Interpolates, points_param


@attrs.frozen(kw_only=True)
class OneSidedGradientPenalty(AbstractDistancePenalty):
    """P = λ·mean(max(0, ‖∇ₓf(x̂)‖ − 1)²): a critic of slope below 1 is Lipschitz enough, and costs nothing.

    The same as `gradient_penalty` with `one_sided=True`. λ = 10 is that of WGAN-GP; its authors found the one-sided
    penalty to depend little on λ.

    Source: Petzka, Fischer, Lukovnicov 2018 (arXiv 1709.08894), the penalty of WGAN-LP.
    """

    name = "one_sided_gp"
    claim = Claim("circles", "with the Wasserstein loss: it costs nothing near the equilibrium")

    points: AbstractPointSet = points_param(Interpolates())
    norm: AbstractNorm = norm_param()

    @property
    def free_norms(self) -> tuple[float, float]:
        """All up to the target."""
        return 0.0, self.target

    def excess(self, norms: Array, xp: Any) -> Array:
        """max(0, ‖g‖ − target)."""
        return excess(norms, self.target, True, xp)
