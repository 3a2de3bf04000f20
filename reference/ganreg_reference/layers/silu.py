"""The sigmoid linear unit."""

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise
from ganreg_reference.logistic import sigmoid


class SiLU(AbstractElementwise):
    """h(x) = x·σ(x), h′ = σ(x) + x·σ(x)·σ(−x), h″ = σ(x)·σ(−x)·(2 + x·(σ(−x) − σ(x))).

    Source: Elfwing, Uchibe, Doya 2018 (arXiv 1702.03118), equation 10, for h.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """x·σ(x)."""
        return x * sigmoid(x)

    def first(self, x: Array) -> Array:
        """σ(x) + x·σ(x)·σ(−x)."""
        return sigmoid(x) + x * sigmoid(x) * sigmoid(-x)

    def second(self, x: Array) -> Array:
        """σ(x)·σ(−x)·(2 + x·(σ(−x) − σ(x)))."""
        return sigmoid(x) * sigmoid(-x) * (2.0 + x * (sigmoid(-x) - sigmoid(x)))
