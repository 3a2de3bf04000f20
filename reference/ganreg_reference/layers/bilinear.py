"""What convolutions have in common: the output is linear in the input and linear in the kernel."""

from abc import abstractmethod

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class AbstractBilinear(AbstractReferenceLayer):
    """y = A(W)·x + b with A linear in W and one number of b, which may be absent, per output channel; so ẏ = A(W)·ẋ.

    With ȳ and the adjoint c of ẏ: x̄ = A(W)ᵀȳ, the adjoint of ẋ is A(W)ᵀc, b̄ is the sum of ȳ over all pixels. Write
    W̄(ȳ, x) for the gradient of ȳ·A(W)x in W: then W̄ = W̄(ȳ, x) + W̄(c, ẋ).
    """

    @abstractmethod
    def product(self, x: Array, kernel: Array) -> Array:
        """A(W)·x."""

    @abstractmethod
    def transposed(self, x: Array, kernel: Array, adjoint: Array) -> Array:
        """A(W)ᵀȳ, in the shape of x."""

    @abstractmethod
    def kernel_gradient(self, x: Array, kernel: Array, adjoint: Array) -> Array:
        """W̄(ȳ, x), in the shape of W."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """A(W)·x + b."""
        y = self.product(x, weights["weight"])
        return y + weights["bias"][:, None, None] if "bias" in weights else y

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """A(W)ᵀȳ; W̄(ȳ, x), b̄ = Σ ȳ."""
        kernel = weights["weight"]
        gradients = self._gradients(weights, self.kernel_gradient(x, kernel, adjoint), adjoint)
        return self.transposed(x, kernel, adjoint), gradients

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """A(W)·ẋ."""
        return self.product(tangent, weights["weight"])

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """A(W)ᵀȳ; A(W)ᵀc; W̄(ȳ, x) + W̄(c, ẋ), b̄ = Σ ȳ."""
        kernel = weights["weight"]
        both = ((x, adjoint), (tangent, tangent_adjoint))
        x_adjoint, tangent_to = (self.transposed(a, kernel, received) for a, received in both)
        kernel_gradient = sum(self.kernel_gradient(a, kernel, received) for a, received in both)
        return x_adjoint, tangent_to, self._gradients(weights, kernel_gradient, adjoint)

    def _gradients(self, weights: Weights, kernel: Array, adjoint: Array) -> Weights:
        return {"weight": kernel} | ({"bias": np.sum(adjoint, axis=(1, 2))} if "bias" in weights else {})
