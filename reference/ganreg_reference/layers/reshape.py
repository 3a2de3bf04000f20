"""The same numbers under another shape."""

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class Reshape(AbstractReferenceLayer):
    """y has the numbers of x in row-major order; so have tangents, and adjoints on the way back."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """The numbers of x in the layer's shape."""
        return x.reshape(self.layer.shape)

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """The numbers of ȳ in the shape of x."""
        return adjoint.reshape(x.shape), {}

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """The numbers of ẋ in the layer's shape."""
        return self.forward(tangent, weights)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """Both adjoints in the shape of x."""
        return adjoint.reshape(x.shape), tangent_adjoint.reshape(x.shape), {}
