"""The smooth rectifier."""

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise
from ganreg_reference.logistic import sigmoid, softplus


class Softplus(AbstractElementwise):
    """h(x) = log(1 + e^(βx))/β, h′ = σ(βx), h″ = β·σ(βx)·σ(−βx)."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """log(1 + e^(βx))/β."""
        return softplus(self.layer.beta * x) / self.layer.beta

    def first(self, x: Array) -> Array:
        """σ(βx)."""
        return sigmoid(self.layer.beta * x)

    def second(self, x: Array) -> Array:
        """β·σ(βx)·σ(−βx)."""
        beta = self.layer.beta
        return beta * sigmoid(beta * x) * sigmoid(-beta * x)
