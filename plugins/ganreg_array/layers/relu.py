"""The rectifier."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise


class ReLU(Elementwise):
    """f(x) = max(x, 0), f′(0) = 0."""

    def value(self, x: Array, xp: Any) -> Array:
        """max(x, 0)."""
        return xp.maximum(x, xp.zeros_like(x[:1, ...]))

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """1 where x > 0, else 0."""
        return xp.astype(x > 0, x.dtype)

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> None:
        """0 everywhere."""
