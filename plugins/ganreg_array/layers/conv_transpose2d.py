"""Transposed convolution."""

from typing import Any

from ganreg_array.layers.abstract import Array, Cache, Grads, Weights
from ganreg_array.layers.affine import Affine
from ganreg_array.layers.convolution import correlation, kernel_gradient, scattering
from ganreg_array.layers.patches import Window


class ConvTranspose2d(Affine):
    """y = unpatches(Wᵀ·x) + b, with W `(input channels, channels, kernel, kernel)`: the adjoint of a convolution."""

    def __init__(self, spec: Any) -> None:
        super().__init__(spec)
        self._window = Window(spec.kernel, spec.stride, spec.padding)

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """unpatches(Wᵀ·ẋ)."""
        sides = self.spec.output_shape(tuple(x_dot.shape[1:]))[1:]
        return scattering(x_dot, weights["weight"], self._window, sides, xp)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """W·patches(ȳ)."""
        return correlation(y_bar, weights["weight"], self._window, xp)

    def paired(self, y_bar: Array, x: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """W̄ = x·patches(ȳ)ᵀ."""
        return {"weight": kernel_gradient(x, y_bar, self._window, xp)}
