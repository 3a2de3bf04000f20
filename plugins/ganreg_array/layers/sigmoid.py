"""The logistic function."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise


class Sigmoid(Elementwise):
    """f(x) = σ(x), f′ = σ(x)·σ(−x), f″ = −f′·tanh(x/2)."""

    def value(self, x: Array, xp: Any) -> Array:
        """σ(x)."""
        return logistic(x, xp)

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """σ(x)·σ(−x)."""
        return y * logistic(-x, xp)

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> Array:
        """−f′·tanh(x/2), since σ(−x) − σ(x) = −tanh(x/2)."""
        return -first * xp.tanh(x / 2)


def logistic(x: Array, xp: Any) -> Array:
    """σ(x) = 1/(1 + exp(−x)), to full precision in both tails: exp sees no positive number."""
    power = xp.exp(-xp.abs(x))
    return xp.where(x > 0, xp.ones_like(x), power) / (1 + power)
