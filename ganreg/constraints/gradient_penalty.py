"""The gradient penalty of WGAN-GP."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import Array
from ganreg.constraints.distance_penalty import AbstractDistancePenalty
from ganreg.constraints.excess import excess
from ganreg.constraints.norms import AbstractNorm, norm_param
from ganreg.constraints.points import AbstractPointSet, Interpolates, points_param
from ganreg.params import FLAG, param


@attrs.frozen(kw_only=True)
class GradientPenalty(AbstractDistancePenalty):
    """P = λ·mean((‖∇ₓf(x̂)‖ − target)²), or λ·mean(max(0, ‖∇ₓf(x̂)‖ − target)²) if one-sided.

    The norm runs over all non-batch axes of a sample, with nothing added under the root; where it is 0, its gradient is
    taken as 0. x̂ are interpolates with one ε per sample. `norm` is that of the gradient itself: for a critic that shall
    be 1-Lipschitz for a distance of order q give the dual order p, 1/p + 1/q = 1 (Adler and Lunz 2018, arXiv
    1806.06621), such as `norm="linf"` for the distance Σ |x − y|.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), equation 3 and Algorithm 1 (λ = 10, target 1, two-sided); the
    one-sided form is discussed in section 4, "two-sided penalty".
    """

    name = "gradient_penalty"
    claim = Claim(
        "circles",
        "with the Wasserstein loss and target 1; with target 0 at real or fake samples it converges",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 3 and Theorem 4.1",
    )

    one_sided: bool = param(False, "Whether norms below the target cost nothing.", validator=FLAG)
    points: AbstractPointSet = points_param(Interpolates())
    norm: AbstractNorm = norm_param()

    def excess(self, norms: Array, xp: Any) -> Array:
        """`norms` − target, one-sided or not."""
        return excess(norms, self.target, self.one_sided, xp)
