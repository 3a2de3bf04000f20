"""The penalty of Lipschitz GANs: the largest slope alone."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractGradientPenalty, Array
from ganreg.constraints.excess import excess
from ganreg.constraints.norms import AbstractNorm, norm_param
from ganreg.constraints.points import AbstractPointSet, Interpolates, points_param
from ganreg.params import FLAG, NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class MaxGradientPenalty(AbstractGradientPenalty):
    """P = λ·(maxᵢ ‖∇ₓf(x̂ᵢ)‖ − target)², or λ·max(0, maxᵢ ‖∇ₓf(x̂ᵢ)‖ − target)² if one-sided.

    The largest slope of the batch stands for the critic's Lipschitz constant, so target 0 penalises k(f)². Samples that
    share the largest slope share its gradient. The authors can also keep the points of the largest slopes for the next
    batch, which is off by default in their program and not done here.

    Source: Zhou et al. 2019 (arXiv 1902.05687), the penalty λ·k(f)²; λ = 0.1 and target 0 are the defaults of
    ZhimingZhou/LGANs-for-reproduce, sobolev_cifar10.py, which has the other two forms as `gp` and `lp`.
    """

    name = "max_gp"
    claim = Claim("converges", "with the Wasserstein loss and target 0, with small steps: there it is R1 with γ = 2λ")

    weight: float = param(0.1, "The factor λ.", validator=NON_NEGATIVE, schedulable=True)
    target: float = param(0.0, "The largest norm that costs nothing.", validator=NON_NEGATIVE)
    one_sided: bool = param(False, "Whether a largest norm below the target costs nothing.", validator=FLAG)
    points: AbstractPointSet = points_param(Interpolates())
    norm: AbstractNorm = norm_param()

    @property
    def free_norms(self) -> tuple[float, float]:
        """The largest norm is to be the target, or at most that; smaller ones cost nothing."""
        return 0.0, self.target

    def value(self, norms: Array, xp: Any) -> Array:
        """λ·(excess of the largest norm)²."""
        above = excess(xp.max(norms), self.target, self.one_sided, xp)
        return self.weight * above * above

    def derivative(self, norms: Array, xp: Any) -> Array:
        """2λ·excess/m at the m largest norms, 0 at the others."""
        largest = xp.max(norms)
        at = xp.where(norms == largest, xp.ones_like(norms), xp.zeros_like(norms))
        return (2 * self.weight * excess(largest, self.target, self.one_sided, xp) / xp.sum(at)) * at
