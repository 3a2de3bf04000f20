"""Real and generated samples together."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ganreg_reference.points.real import Real

Array = Any


class RealAndFake(Real):
    """x₁, …, xₙ, x̃₁, …, x̃ₙ: a sample of ½(P_r + P_g).

    Source: Mroueh et al. 2018 (arXiv 1711.04894), the dominant measure µ = (P_r + P_g)/2.
    """

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points `(2n, *shape)`."""
        return np.array([*real, *fake])
