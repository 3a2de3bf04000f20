"""From vectors to images."""

from math import prod

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.layers.abstract import AbstractLayer, Shape
from ganreg.params import param


@attrs.frozen
class Reshape(AbstractLayer):
    """A sample's values in row-major order under another shape."""

    name = "reshape"
    piecewise_linear = True

    shape: Shape = param(attrs.NOTHING, "The shape of one output sample.", converter=tuple)

    def output_shape(self, shape: Shape) -> Shape:
        """The given shape."""
        if prod(shape) != prod(self.shape):
            raise NetworkError(
                f"Reshape({self.shape}) takes {prod(self.shape)} values, but its samples have shape {shape}."
            )
        return self.shape
