"""The gradient penalty of WGAN-GP."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractGradientPenalty, Array
from ganreg.constraints.points import AbstractPointSet, Interpolates, points_param
from ganreg.params import FLAG, NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class GradientPenalty(AbstractGradientPenalty):
    """P = λ·mean((‖∇ₓf(x̂)‖ − target)²), or λ·mean(max(0, ‖∇ₓf(x̂)‖ − target)²) if one-sided.

    The norm runs over all non-batch axes of a sample, with nothing added under the root; where it is 0, its gradient is
    taken as 0. x̂ are interpolates with one ε per sample.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), equation 3 and Algorithm 1 (λ = 10, target 1, two-sided); the
    one-sided form is discussed in section 4, "two-sided penalty".
    """

    name = "gradient_penalty"
    claim = Claim(
        "circles",
        "with the Wasserstein loss and target 1; with target 0 at real or fake samples it converges",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 3 and Theorem 4.1",
    )

    weight: float = param(10.0, "The factor λ.", validator=NON_NEGATIVE, schedulable=True)
    target: float = param(1.0, "The norm that costs nothing.", validator=NON_NEGATIVE)
    one_sided: bool = param(False, "Whether norms below the target cost nothing.", validator=FLAG)
    points: AbstractPointSet = points_param(Interpolates())

    def value(self, norms: Array, xp: Any) -> Array:
        """λ·mean(excess²)."""
        excess = self._excess(norms, xp)
        return self.weight * xp.mean(excess * excess)

    def derivative(self, norms: Array, xp: Any) -> Array:
        """2λ·excess/n."""
        return (2 * self.weight / norms.shape[0]) * self._excess(norms, xp)

    def _excess(self, norms: Array, xp: Any) -> Array:
        excess = norms - self.target
        return xp.where(excess > 0, excess, xp.zeros_like(excess)) if self.one_sided else excess
