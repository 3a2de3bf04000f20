"""The exponential linear unit."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise


class ELU(AbstractElementwise):
    """h(x) = x where x > 0, else α·(eˣ − 1); h′ = 1 or α·eˣ, h″ = 0 or α·eˣ, those of the left side at 0.

    Source: Clevert, Unterthiner, Hochreiter 2016 (arXiv 1511.07289), equation 15, for h.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """Either x or α·(eˣ − 1)."""
        return np.where(np.real(x) > 0, x, self.layer.alpha * np.expm1(_left(x)))

    def kink(self, x: Array) -> Array:
        """|x|: h″ jumps at 0, and h′ too unless α = 1."""
        return np.abs(x)

    def first(self, x: Array) -> Array:
        """1 where x > 0, else α·eˣ."""
        return np.where(np.real(x) > 0, 1.0, self.layer.alpha * np.exp(_left(x)))

    def second(self, x: Array) -> Array:
        """0 where x > 0, else α·eˣ."""
        return np.where(np.real(x) > 0, 0.0, self.layer.alpha * np.exp(_left(x)))


def _left(x: Array) -> Array:
    """min(x, 0), so that eˣ never overflows."""
    return np.where(np.real(x) > 0, 0.0, x)
