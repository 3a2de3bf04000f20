"""The sigmoid linear unit."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise
from ganreg_array.layers.sigmoid import logistic


class SiLU(Elementwise):
    """f(x) = x·σ(x), f′ = σ(x)·(1 + x·σ(−x)), f″ = σ(x)·σ(−x)·(2 − x·tanh(x/2))."""

    def value(self, x: Array, xp: Any) -> Array:
        """x·σ(x)."""
        return x * logistic(x, xp)

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """σ(x)·(1 + x·σ(−x))."""
        return logistic(x, xp) * (1 + x * logistic(-x, xp))

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> Array:
        """σ(x)·σ(−x)·(2 − x·tanh(x/2))."""
        return logistic(x, xp) * logistic(-x, xp) * (2 - x * xp.tanh(x / 2))
