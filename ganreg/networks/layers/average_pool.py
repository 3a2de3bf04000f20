"""Smaller images by averaging."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer, Shape
from ganreg.networks.layers.image import checked, image
from ganreg.params import COUNT, param


@attrs.frozen
class AveragePool(AbstractLayer):
    """y[c, p, q] = mean of x[c, p·stride + i, q·stride + j] over 0 ≤ i, j < kernel.

    Rows and columns at the end that fill no kernel are left out.
    """

    name = "average_pool"
    piecewise_linear = True

    kernel: int = param(2, "Rows and columns that are averaged.", validator=COUNT)
    stride: int | None = param(
        None, "Pixels from one average to the next; by default the kernel.", validator=attrs.validators.optional(COUNT)
    )

    @property
    def step(self) -> int:
        """The stride."""
        return self.stride or self.kernel

    def output_shape(self, shape: Shape) -> Shape:
        """`(channels, ⌊(height − kernel)/stride⌋ + 1, …)`."""
        channels, *sides = image(self, shape)
        height, width = ((side - self.kernel) // self.step + 1 for side in sides)
        return checked(self, shape, (channels, height, width), "a smaller kernel")
