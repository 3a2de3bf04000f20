"""The leaky rectifier."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise


class LeakyReLU(Elementwise):
    """f(x) = x where x > 0, slope·x elsewhere; f′(0) is the slope."""

    def value(self, x: Array, xp: Any) -> Array:
        """X or slope·x: the larger one, or the smaller one for slopes above 1."""
        chosen = xp.maximum if self.spec.slope <= 1 else xp.minimum
        below = self.spec.slope * x if self.spec.slope else xp.zeros_like(x)  # 0·∞ is no number
        return chosen(x, below)

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """1 where x > 0, else the slope."""
        return self.spec.slope + (1 - self.spec.slope) * xp.astype(x > 0, x.dtype)

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> None:
        """0 everywhere."""
