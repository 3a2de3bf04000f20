"""The logistic function."""

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise
from ganreg_reference.logistic import sigmoid


class Sigmoid(AbstractElementwise):
    """h = σ, h′ = σ(x)·σ(−x), h″ = σ(x)·σ(−x)·(σ(−x) − σ(x))."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """σ(x)."""
        return sigmoid(x)

    def first(self, x: Array) -> Array:
        """σ(x)·σ(−x)."""
        return sigmoid(x) * sigmoid(-x)

    def second(self, x: Array) -> Array:
        """σ(x)·σ(−x)·(σ(−x) − σ(x))."""
        return sigmoid(x) * sigmoid(-x) * (sigmoid(-x) - sigmoid(x))
