"""Smaller images by averaging."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.linear import AbstractLinear
from ganreg_reference.layers.patches import canvas, patches


class AveragePool(AbstractLinear):
    """y[c, p, q] is the mean of x over the kernel × kernel pixels from p·stride, q·stride on.

    So ȳ[c, p, q] gives ȳ[c, p, q]/kernel² to each of them.
    """

    def forward(self, x: Array, weights: Weights) -> Array:
        """The mean of each square."""
        return np.mean(patches(x, self.layer.kernel, self._stride), axis=(3, 4))

    def transposed(self, x: Array, adjoint: Array) -> Array:
        """ȳ/kernel² for each pixel of each square."""
        side = self.layer.kernel
        shares = np.broadcast_to(adjoint[..., None, None] / side**2, (*adjoint.shape, side, side))
        return canvas(shares, x.shape[1:], self._stride)

    @property
    def _stride(self) -> int:
        return int(self.layer.kernel if self.layer.stride is None else self.layer.stride)
