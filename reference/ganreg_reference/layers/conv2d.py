"""A convolution of images."""

import numpy as np

from ganreg_reference.layers.abstract import Array
from ganreg_reference.layers.bilinear import AbstractBilinear
from ganreg_reference.layers.patches import canvas, patches


class Conv2d(AbstractBilinear):
    """y[o, p, q] = b[o] + Σ W[o, c, i, j]·x[c, p·stride + i − padding, q·stride + j − padding], x being 0 outside.

    At each output place p, q the kernel lies on one patch of the padded input: y[o] = ⟨W[o], patch⟩. So
    ȳ[p, q] gives that patch Σₒ ȳ[o]·W[o], and W[o] ȳ[o]·patch; both add up over all places.

    Source: LeCun et al. 1998, section II.
    """

    def product(self, x: Array, kernel: Array) -> Array:
        """⟨W[o], patch⟩ at each place."""
        return np.einsum("ocij,cpqij->opq", kernel, self._patches(x))

    def transposed(self, x: Array, kernel: Array, adjoint: Array) -> Array:
        """Each patch receives Σₒ ȳ[o]·W[o]; what the padding receives is lost."""
        (_, height, width), start = x.shape, self.layer.padding
        received = np.einsum("opq,ocij->cpqij", adjoint, kernel)
        padded = canvas(received, (height + 2 * start, width + 2 * start), self.layer.stride)
        return padded[:, start : start + height, start : start + width]

    def kernel_gradient(self, x: Array, kernel: Array, adjoint: Array) -> Array:
        """The sum of ȳ[o]·patch over all places."""
        return np.einsum("opq,cpqij->ocij", adjoint, self._patches(x))

    def _patches(self, x: Array) -> Array:
        """The patches of the padded input."""
        around = (self.layer.padding, self.layer.padding)
        return patches(np.pad(x, ((0, 0), around, around)), self.layer.kernel, self.layer.stride)
