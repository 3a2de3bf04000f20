"""From images to vectors."""

from math import prod

import attrs

from ganreg.networks.layers.abstract import AbstractLayer, Shape


@attrs.frozen
class Flatten(AbstractLayer):
    """All axes of a sample become one, in row-major order."""

    name = "flatten"
    piecewise_linear = True

    def output_shape(self, shape: Shape) -> Shape:
        """`(number of values,)`."""
        return (prod(shape),)
