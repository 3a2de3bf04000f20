"""A transposed convolution of images."""

import numpy as np

from ganreg_reference.layers.abstract import Array
from ganreg_reference.layers.bilinear import AbstractBilinear
from ganreg_reference.layers.patches import canvas, patches


class ConvTranspose2d(AbstractBilinear):
    """y[o, r, s] = b[o] + Σ W[c, o, i, j]·x[c, p, q] over all p·stride + i = r + padding, q·stride + j = s + padding.

    Each input place p, q adds Σ_c x[c]·W[c] to one patch of a canvas, of which `padding` rows and columns are cut off
    on each side. So with that patch of ȳ, 0 on what is cut off, x̄[c] = ⟨W[c], patch⟩, and W[c] receives x[c]·patch.

    Source: Dumoulin and Visin 2016 (arXiv 1603.07285), chapter 4.
    """

    def product(self, x: Array, kernel: Array) -> Array:
        """Σ_c x[c]·W[c] at each place, added up and cut to size."""
        added, cut = self.layer.kernel + self.layer.output_padding, self.layer.padding
        rows, columns = ((side - 1) * self.layer.stride + added for side in x.shape[1:])
        whole = canvas(np.einsum("cpq,coij->opqij", x, kernel), (rows, columns), self.layer.stride)
        return whole[:, cut : rows - cut, cut : columns - cut]

    def transposed(self, x: Array, kernel: Array, adjoint: Array) -> Array:
        """⟨W[c], patch⟩ at each place."""
        return np.einsum("coij,opqij->cpq", kernel, self._patches(adjoint))

    def kernel_gradient(self, x: Array, kernel: Array, adjoint: Array) -> Array:
        """The sum of x[c]·patch over all places."""
        return np.einsum("cpq,opqij->coij", x, self._patches(adjoint))

    def _patches(self, adjoint: Array) -> Array:
        """The patches of ȳ, with zeros where the output was cut off."""
        around = (self.layer.padding, self.layer.padding)
        return patches(np.pad(adjoint, ((0, 0), around, around)), self.layer.kernel, self.layer.stride)
