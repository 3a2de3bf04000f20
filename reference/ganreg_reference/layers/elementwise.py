"""What all activations have in common: each number is mapped alone."""

from abc import abstractmethod

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class AbstractElementwise(AbstractReferenceLayer):
    """yₖ = h(xₖ), so ẏₖ = h′(xₖ)·ẋₖ.

    With ȳ and the adjoint b of ẏ: x̄ₖ = h′(xₖ)·ȳₖ + h″(xₖ)·ẋₖ·bₖ, and the adjoint of ẋₖ is h′(xₖ)·bₖ.
    """

    @abstractmethod
    def first(self, x: Array) -> Array:
        """h′."""

    def second(self, x: Array) -> Array:
        """h″, which is 0 unless an activation says otherwise."""
        return np.zeros_like(x)

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """x̄ₖ = h′(xₖ)·ȳₖ."""
        return self.first(x) * adjoint, {}

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """ẏₖ = h′(xₖ)·ẋₖ."""
        return self.first(x) * tangent

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """x̄ₖ = h′(xₖ)·ȳₖ + h″(xₖ)·ẋₖ·bₖ; h′(xₖ)·bₖ."""
        x_adjoint = self.first(x) * adjoint + self.second(x) * tangent * tangent_adjoint
        return x_adjoint, self.first(x) * tangent_adjoint, {}
