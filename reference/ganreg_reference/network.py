"""A network for one sample: the layers' formulas, one after another and back."""

from typing import Any

import numpy as np

from ganreg.networks import BoundNetwork
from ganreg_reference.layers import reference_layer
from ganreg_reference.weights import Array, Weights


class ReferenceNetwork:
    """y = h_L(… h_1(x)), for one sample at a time. Weights are named `{layer number}.{name}`.

    Raises:
        UnsupportedError: the reference has no formulas for one of the layers.
    """

    def __init__(self, bound: BoundNetwork) -> None:
        self.layers = [reference_layer(layer) for layer in bound.layers]

    def trace(self, x: Array, weights: Weights) -> list[Array]:
        """The sample before each layer, and after the last."""
        values = [x]
        for index, layer in enumerate(self.layers):
            values.append(layer.forward(values[-1], _own(weights, index)))
        return values

    def forward(self, x: Array, weights: Weights) -> Array:
        """The output for one sample."""
        return self.trace(x, weights)[-1]

    def score(self, x: Array, weights: Weights) -> Array:
        """The single number that a critic gives one sample."""
        return self.forward(x, weights)[0]

    def backward(self, x: Array, weights: Weights, adjoint: Any) -> tuple[Array, Weights]:
        """The adjoints of one sample and of the weights, from that of the output."""
        values = self.trace(x, weights)
        gradients: dict[str, Array] = {}
        for index, layer in reversed(list(enumerate(self.layers))):
            adjoint, own = layer.backward(values[index], _own(weights, index), adjoint)
            gradients |= {f"{index}.{name}": value for name, value in own.items()}
        return adjoint, gradients

    def slope(self, x: Array, weights: Weights) -> Array:
        """∇ₓf(x) of a critic, in the shape of the sample."""
        return self.backward(x, weights, np.ones(1))[0]

    def slope_gradient(self, x: Array, weights: Weights, direction: Array) -> Weights:
        """∇_w ⟨v, ∇ₓf(x)⟩ of a critic for a constant direction v: the tangent of the score along v, differentiated.

        A forward pass of (value, tangent) along v, then a reverse pass from the tangent of the score alone.
        """
        values, tangents = self.trace(x, weights), [direction]
        for index, layer in enumerate(self.layers):
            tangents.append(layer.tangent(values[index], _own(weights, index), tangents[-1]))
        adjoint, tangent_adjoint = np.zeros(1), np.ones(1)
        gradients: dict[str, Array] = {}
        for index, layer in reversed(list(enumerate(self.layers))):
            adjoint, tangent_adjoint, own = layer.tangent_backward(
                values[index], _own(weights, index), tangents[index], adjoint, tangent_adjoint
            )
            gradients |= {f"{index}.{name}": value for name, value in own.items()}
        return gradients


def _own(weights: Weights, index: int) -> Weights:
    prefix = f"{index}."
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
