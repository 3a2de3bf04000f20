"""Real and generated samples together."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.points.abstract import AbstractPointSet, Array


@attrs.frozen
class RealAndFake(AbstractPointSet):
    """x₁, …, xₙ, x̃₁, …, x̃ₙ, a sample of ½(P_r + P_g): half are real, so unequal batches are refused.

    Source: Mroueh et al. 2018 (arXiv 1711.04894), the dominant measure µ = (P_r + P_g)/2.
    """

    name = "both"
    pairwise = True

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array], xp: Any) -> Array:
        """The 2n samples, real first."""
        return xp.concat([real, fake])
