"""Larger images by repetition."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer, Shape
from ganreg.networks.layers.image import image
from ganreg.params import COUNT, param


@attrs.frozen
class Upsample(AbstractLayer):
    """y[c, p, q] = x[c, ⌊p/scale⌋, ⌊q/scale⌋]: each pixel becomes a square, the nearest-neighbour rule."""

    name = "upsample"
    piecewise_linear = True

    scale: int = param(2, "By how much each side grows.", validator=COUNT)

    def output_shape(self, shape: Shape) -> Shape:
        """`(channels, scale·height, scale·width)`."""
        channels, height, width = image(self, shape)
        return (channels, self.scale * height, self.scale * width)
