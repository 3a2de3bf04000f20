"""Larger images by repetition."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.linear import AbstractLinear


class Upsample(AbstractLinear):
    """y[c, p, q] = x[c, ⌊p/scale⌋, ⌊q/scale⌋]; x̄ is the sum of ȳ over the square that a pixel has become."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """x[c, ⌊p/scale⌋, ⌊q/scale⌋]."""
        channels, height, width = x.shape
        scale = self.layer.scale
        y = np.zeros((channels, scale * height, scale * width), x.dtype)
        for p, q in np.ndindex(y.shape[1:]):
            y[:, p, q] = x[:, p // scale, q // scale]
        return y

    def transposed(self, x: Array, adjoint: Array) -> Array:
        """The sum of ȳ over each pixel's square."""
        x_adjoint = np.zeros(x.shape, adjoint.dtype)
        for p, q in np.ndindex(adjoint.shape[1:]):
            x_adjoint[:, p // self.layer.scale, q // self.layer.scale] += adjoint[:, p, q]
        return x_adjoint
