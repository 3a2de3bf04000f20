"""A trained constant in place of the input."""

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class Constant(AbstractReferenceLayer):
    """y = c, so ẏ = 0; x̄ = 0, the adjoint of ẋ is 0, and c̄ = ȳ."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """A copy of c."""
        return np.array(weights["weight"])

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """0; ȳ."""
        return np.zeros_like(x), {"weight": adjoint}

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """0."""
        return np.zeros(self.layer.shape)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """0; 0; ȳ."""
        return np.zeros_like(x), np.zeros_like(tangent), {"weight": adjoint}
