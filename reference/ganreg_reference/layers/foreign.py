"""The oracle of a plugin's layer, watched: what it does wrong is told under the layer's name."""

from copy import copy
from typing import Self

import attrs
import numpy as np

from ganreg.errors import UnsupportedError
from ganreg.networks.layers import AbstractLayer
from ganreg.networks.layers.origin import Origin
from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights

BACKEND = "reference"


class Foreign(AbstractReferenceLayer):
    """A plugin's formulas for one sample.

    Args:
        own: the plugin's class, made from the layer.
        layer: the layer's specification.

    Raises:
        PluginError: in any method: it raises, or returns an array of another shape than was agreed.
        UnsupportedError: the layer is more than a function of one sample and its parameters.
    """

    def __init__(self, own: type[AbstractReferenceLayer], layer: AbstractLayer) -> None:
        super().__init__(layer)
        self.who = Origin.of(layer, (), BACKEND)
        with self.who.calling("making it"):
            self.own = own(layer)

    def given(self, label: int) -> Self:
        """As the plugin's layer stands for that class."""
        layer = copy(self)
        layer.own = self.own.given(label)
        return layer

    def kink(self, x: Array) -> Array | None:
        """As the plugin says."""
        return self.own.kink(x)

    def spread(self, x: Array) -> float:
        """As the plugin says."""
        return self.own.spread(x)

    def forward(self, x: Array, weights: Weights) -> Array:
        """Of the output's shape."""
        origin = self._origin(x)
        with origin.calling("forward"):
            y = self.own.forward(x, weights)
        return _checked(origin, "forward", y, origin.output_shape)

    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """x̄ of the shape of x, w̄ of the weights' names."""
        origin = self._origin(x)
        with origin.calling("backward"):
            x_adjoint, found = self.own.backward(x, weights, adjoint)
        return _checked(origin, "backward", x_adjoint, x.shape), self._named(origin, "backward", found)

    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """Of the output's shape."""
        origin = self._origin(x)
        with origin.calling("tangent"):
            along = self.own.tangent(x, weights, tangent)
        return _checked(origin, "tangent", along, origin.output_shape)

    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """x̄ and the adjoint of ẋ of the shape of x, w̄ of the weights' names."""
        origin, method = self._origin(x), "tangent_backward"
        with origin.calling(method):
            first, second, found = self.own.tangent_backward(x, weights, tangent, adjoint, tangent_adjoint)
        for part in (first, second):
            _checked(origin, method, part, x.shape)
        return first, second, self._named(origin, method, found)

    def _origin(self, x: Array) -> Origin:
        """Whose it is, for samples of the shape of x."""
        layer, origin = self.layer, attrs.evolve(self.who, shape=np.shape(x))
        if layer.mixes_samples or layer.buffers(origin.shape) or layer.masks(origin.shape):
            raise UnsupportedError(
                f"The reference takes plugins' layers one sample at a time, but {origin.who} mixes samples, or has "
                "buffers or masks. It cannot be proven as it is; the other backends may compute it."
            )
        return origin

    def _named(self, origin: Origin, method: str, found: Weights) -> Weights:
        origin.check_named(method, found, self.layer.parameters(origin.shape))
        return found


def _checked(origin: Origin, method: str, array: Array, shape: tuple[int, ...]) -> Array:
    origin.check(method, array, shape, array.dtype if isinstance(array, (np.ndarray, np.generic)) else None)
    return array
