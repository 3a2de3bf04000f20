"""What layers that only move or average numbers have in common: a fixed matrix, without weights."""

from abc import abstractmethod

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class AbstractLinear(AbstractReferenceLayer):
    """y = Ax, so ẏ = Aẋ; x̄ = Aᵀȳ, and the adjoint of ẋ is Aᵀ times that of ẏ."""

    @abstractmethod
    def transposed(self, x: Array, adjoint: Array) -> Array:
        """Aᵀȳ, in the shape of x."""

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """Aᵀȳ."""
        return self.transposed(x, adjoint), {}

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """Aẋ."""
        return self.forward(tangent, weights)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """Aᵀȳ; Aᵀ times the adjoint of ẏ."""
        return self.transposed(x, adjoint), self.transposed(x, tangent_adjoint), {}
