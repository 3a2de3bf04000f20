"""The smooth rectifier."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.elementwise import Elementwise


class Softplus(Elementwise):
    """f(x) = log(1 + exp(βx))/β, f′ = σ(βx), f″ = β·σ(βx)·σ(−βx)."""

    def value(self, x: Array, xp: Any) -> Array:
        """log(1 + exp(βx))/β."""
        return xp.logaddexp(self.spec.beta * x, xp.zeros_like(x)) / self.spec.beta

    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """σ(βx) = exp(βx − β·f(x)): no overflow, and exact in the left tail."""
        return xp.exp(self.spec.beta * (x - y))

    def second(self, x: Array, y: Array, first: Array, xp: Any) -> Array:
        """β·σ(βx)·exp(−β·f(x)), since σ(−βx) = exp(−β·f(x))."""
        return self.spec.beta * first * xp.exp(-self.spec.beta * y)
