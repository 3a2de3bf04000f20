"""A class given to a network beside its input."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.conditional import AbstractConditional


class Embedding(AbstractConditional):
    """y = (x, E[l]) for a sample of class l, so ẏ = (ẋ, 0).

    With ȳ = (a, b) and (c, d) the adjoint of ẏ: x̄ = a, the adjoint of ẋ is c, and the gradient of E[l] is b.

    Source: Mirza and Osindero 2014 (arXiv 1411.1784), section 3.2.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """(x, E[l])."""
        return np.concatenate([x, self.row(weights["weight"])])

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """a; b."""
        return adjoint[: len(x)], {"weight": self.table(adjoint[len(x) :], weights["weight"])}

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """(ẋ, 0)."""
        return np.concatenate([tangent, np.zeros(self.layer.size)])

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """a; c; b."""
        x_adjoint, gradients = self.backward(x, weights, adjoint)
        return x_adjoint, tangent_adjoint[: len(x)], gradients
