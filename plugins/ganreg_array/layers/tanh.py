"""The hyperbolic tangent."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise


class Tanh(Elementwise):
    """f(x) = tanh x, f′ = 1 − f², f″ = −2·f·f′."""

    def value(self, x: Array, xp: Any) -> Array:
        """Tanh x."""
        return xp.tanh(x)

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """1 − y²."""
        return 1 - y * y

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> Array:
        """−2·y·(1 − y²)."""
        return -2 * y * first
