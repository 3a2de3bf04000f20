"""The penalty of DRAGAN."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import Array
from ganreg.constraints.distance_penalty import AbstractDistancePenalty
from ganreg.constraints.points.perturbed_real import SAMPLINGS, PerturbedReal
from ganreg.params import POSITIVE, OneOf, param


@attrs.frozen(kw_only=True)
class Dragan(AbstractDistancePenalty):
    """P = λ·mean((‖∇ₓf(x + δ)‖ − k)²) around the real samples; `weight` is λ, `target` is k.

    `sampling="paper"` takes δ ~ N(0, c·I) with c = `variance`; `sampling="code"` does what the authors' program does:
    δ = α·½s·u with s the standard deviation of the whole real batch, u ~ U[0, 1) for each number and α ~ U[0, 1) for
    each sample. That lies to one side of the data and, for data in [−1, 1], far nearer to it than the paper's c = 10
    in the units of what the critic sees.

    Source: Kodali et al. 2017 (arXiv 1705.07215), Algorithm 1 (λ = 10, k = 1, c = 10); kodalinaveen3/DRAGAN (λ = 10).
    """

    name = "dragan"
    claim = Claim(
        "diverges", "with the non-saturating loss: λ = 10 holds the slope at ±1, and the critic cannot change sides"
    )

    sampling: str = param("paper", "How δ is drawn: 'paper' or 'code'.", validator=OneOf(SAMPLINGS))
    variance: float = param(10.0, "The variance c of the paper's δ.", validator=POSITIVE)

    @property
    def points(self) -> PerturbedReal:
        """Real samples with noise."""
        return PerturbedReal(sampling=self.sampling, variance=self.variance)

    def excess(self, norms: Array, xp: Any) -> Array:
        """‖g‖ − k."""
        return norms - self.target
