"""A transposed convolution of images."""

from collections.abc import Mapping

import attrs

from ganreg.errors import ParameterError
from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.networks.layers.image import checked, image
from ganreg.params import COUNT, FLAG, OneOf, Range, param

_WHOLE = Range(0, integer=True)


@attrs.frozen
class ConvTranspose2d(AbstractLayer):
    """y[o, r, s] = b[o] + Σ W[c, o, i, j]·x[c, p, q] over all p·stride + i = r + padding, q·stride + j = s + padding.

    The adjoint of a convolution with the same kernel, stride and padding: each input pixel adds a kernel to the output.
    W has the shape `(input channels, channels, kernel, kernel)`, b `(channels,)`. What it starts from takes the number
    of kernel places that meet at a pixel, kernel²/stride², for its inputs.

    Source: Radford, Metz, Chintala 2016 (arXiv 1511.06434), "fractional-strided convolutions"; Dumoulin and Visin 2016
    (arXiv 1603.07285), chapter 4.
    """

    name = "conv_transpose2d"
    piecewise_linear = True

    channels: int = param(attrs.NOTHING, "The number of output channels.", validator=COUNT)
    kernel: int = param(4, "Rows and columns of the kernel.", validator=COUNT)
    stride: int = param(2, "Output pixels from one input pixel's kernel to the next.", validator=COUNT)
    padding: int = param(1, "Rows and columns cut off on each side of the output.", validator=_WHOLE)
    output_padding: int = param(0, "Rows and columns added at the end; less than the stride.", validator=_WHOLE)
    bias: bool = param(True, "Whether b is there; it starts at 0.", validator=FLAG)
    init: str = param("he", "How W starts.", validator=OneOf(tuple(INITIALIZERS)))

    def __attrs_post_init__(self) -> None:
        if self.output_padding >= self.stride:
            raise ParameterError(
                f"ConvTranspose2d: output_padding={self.output_padding}, expected less than the stride, {self.stride}."
            )

    def output_shape(self, shape: Shape) -> Shape:
        """`(channels, (height − 1)·stride − 2·padding + kernel + output_padding, …)`."""
        _, *sides = image(self, shape)
        added = self.kernel + self.output_padding - 2 * self.padding
        height, width = ((side - 1) * self.stride + added for side in sides)
        return checked(self, shape, (self.channels, height, width), "a larger kernel, or less padding")

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight` and, unless turned off, `bias`."""
        channels, places = image(self, shape)[0], self.kernel**2
        fan_in, fan_out = max(1, channels * places // self.stride**2), self.channels * places
        weight = ParameterSpec((channels, self.channels, self.kernel, self.kernel), self.init, fan_in, fan_out)
        return {"weight": weight} | ({"bias": ParameterSpec((self.channels,), "zeros")} if self.bias else {})
