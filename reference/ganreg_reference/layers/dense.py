"""The fully connected layer."""

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class Dense(AbstractReferenceLayer):
    """yⱼ = Σᵢ Wⱼᵢ·xᵢ + bⱼ, so ẏⱼ = Σᵢ Wⱼᵢ·ẋᵢ; b may be absent.

    With ȳ and the adjoint c of ẏ: x̄ᵢ = Σⱼ Wⱼᵢ·ȳⱼ, the adjoint of ẋᵢ is Σⱼ Wⱼᵢ·cⱼ, W̄ⱼᵢ = ȳⱼ·xᵢ + cⱼ·ẋᵢ, b̄ⱼ = ȳⱼ.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """Wx + b."""
        y = weights["weight"] @ x
        return y + weights["bias"] if "bias" in weights else y

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """Wᵀȳ; W̄ = ȳxᵀ, b̄ = ȳ."""
        return weights["weight"].T @ adjoint, self._gradients(weights, np.outer(adjoint, x), adjoint)

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """Wẋ."""
        return weights["weight"] @ tangent

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """Wᵀȳ; Wᵀc; W̄ = ȳxᵀ + cẋᵀ, b̄ = ȳ."""
        matrix = weights["weight"]
        matrix_gradient = np.outer(adjoint, x) + np.outer(tangent_adjoint, tangent)
        return matrix.T @ adjoint, matrix.T @ tangent_adjoint, self._gradients(weights, matrix_gradient, adjoint)

    def _gradients(self, weights: Weights, matrix: Array, bias: Array) -> Weights:
        return {"weight": matrix} | ({"bias": bias} if "bias" in weights else {})
