"""A convolution of images."""

from collections.abc import Mapping

import attrs

from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.networks.layers.image import checked, image
from ganreg.params import COUNT, FLAG, OneOf, Range, param


@attrs.frozen
class Conv2d(AbstractLayer):
    """y[o, p, q] = b[o] + Σ W[o, c, i, j]·x[c, p·stride + i − padding, q·stride + j − padding], x being 0 outside.

    The sum runs over input channels c and kernel places i, j: a cross-correlation, as in every framework. W has the
    shape `(channels, input channels, kernel, kernel)`, b `(channels,)`.

    Source: LeCun et al. 1998, section II; Dumoulin and Visin 2016 (arXiv 1603.07285) for the arithmetic of shapes.
    """

    name = "conv2d"
    piecewise_linear = True

    channels: int = param(attrs.NOTHING, "The number of output channels.", validator=COUNT)
    kernel: int = param(3, "Rows and columns of the kernel.", validator=COUNT)
    stride: int = param(1, "Pixels from one place of the kernel to the next.", validator=COUNT)
    padding: int = param(0, "Rows and columns of zeros on each side.", validator=Range(0, integer=True))
    bias: bool = param(True, "Whether b is there; it starts at 0.", validator=FLAG)
    init: str = param("he", "How W starts.", validator=OneOf(tuple(INITIALIZERS)))

    def output_shape(self, shape: Shape) -> Shape:
        """`(channels, ⌊(height + 2·padding − kernel)/stride⌋ + 1, …)`."""
        _, *sides = image(self, shape)
        height, width = ((side + 2 * self.padding - self.kernel) // self.stride + 1 for side in sides)
        return checked(self, shape, (self.channels, height, width), "a smaller kernel, or more padding")

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight` and, unless turned off, `bias`."""
        channels, places = image(self, shape)[0], self.kernel**2
        fan_in, fan_out = channels * places, self.channels * places
        weight = ParameterSpec((self.channels, channels, self.kernel, self.kernel), self.init, fan_in, fan_out)
        return {"weight": weight} | ({"bias": ParameterSpec((self.channels,), "zeros")} if self.bias else {})
