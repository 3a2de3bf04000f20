"""The fully connected layer whose matrix is made orthonormal."""

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights
from ganreg_reference.layers.dense import Dense


class BjorckDense(AbstractReferenceLayer):
    """y = W̃x + b with W̃ = Aₖ: A₀ = W/‖W‖, ‖W‖ = √Σ Wⱼᵢ² or 1 if that is 0, Aₗ₊₁ = Aₗ(I + ½Qₗ) with Qₗ = I − AₗᵀAₗ.

    So ẏ = W̃ẋ, and the gradient G in W̃ is that of a fully connected layer. Back through an iteration: of
    dA′ = dA·(I + ½Q) − ½A(dAᵀA + AᵀdA), Σ G·dA′ = Σ (G(I + ½Q) − ½A(GᵀA + AᵀG))·dA, for Q is symmetric; through the
    start: dA₀ = dW/‖W‖ − W·(Σ W·dW)/‖W‖³.

    Source: Björck and Bowie 1971, of first order; Anil, Lucas, Grosse 2019 (arXiv 1811.05381), section 4.2.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """W̃x + b."""
        return self._dense().forward(x, self._orthonormal(weights))

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """W̃ᵀȳ; the gradients of the fully connected layer, W̃'s brought back to W."""
        x_adjoint, found = self._dense().backward(x, self._orthonormal(weights), adjoint)
        return x_adjoint, self._pulled(found, weights)

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """W̃ẋ."""
        return self._dense().tangent(x, self._orthonormal(weights), tangent)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """As in the fully connected layer, W̃'s gradient brought back to W."""
        given = (tangent, adjoint, tangent_adjoint)
        x_adjoint, tangent_to, found = self._dense().tangent_backward(x, self._orthonormal(weights), *given)
        return x_adjoint, tangent_to, self._pulled(found, weights)

    def _dense(self) -> Dense:
        return Dense(self.layer)

    def _orthonormal(self, weights: Weights) -> Weights:
        return {**weights, "weight": self._iterates(weights["weight"])[-1]}

    def _iterates(self, matrix: Array) -> list[Array]:
        iterates = [matrix / _length(matrix)]
        for _ in range(self.layer.iterations):
            a = iterates[-1]
            iterates.append(a @ (np.eye(a.shape[1]) + _defect(a) / 2.0))
        return iterates

    def _pulled(self, found: Weights, weights: Weights) -> Weights:
        matrix, gradient = weights["weight"], found["weight"]
        for a in reversed(self._iterates(matrix)[:-1]):
            own = gradient @ (np.eye(a.shape[1]) + _defect(a) / 2.0)
            gradient = own - a @ (gradient.T @ a + a.T @ gradient) / 2.0
        length = _length(matrix)
        return {**found, "weight": gradient / length - matrix * np.sum(gradient * matrix) / length**3}


def _defect(a: Array) -> Array:
    return np.eye(a.shape[1]) - a.T @ a


def _length(matrix: Array) -> Array:
    length = np.sqrt(np.sum(matrix * matrix))
    return length if length != 0 else 1.0
