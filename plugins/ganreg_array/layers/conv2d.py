"""Convolution."""

from typing import Any

from ganreg_array.layers.abstract import Array, Cache, Grads, Weights
from ganreg_array.layers.affine import Affine
from ganreg_array.layers.convolution import correlation, kernel_gradient, scattering
from ganreg_array.layers.patches import Window


class Conv2d(Affine):
    """y = W·patches(x) + b, with W `(channels, input channels, kernel, kernel)`."""

    def __init__(self, spec: Any) -> None:
        super().__init__(spec)
        self._window = Window(spec.kernel, spec.stride, spec.padding)

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """W·patches(ẋ)."""
        return correlation(x_dot, weights["weight"], self._window, xp)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """unpatches(Wᵀ·ȳ)."""
        return scattering(y_bar, weights["weight"], self._window, cache[0].shape[2:], xp)

    def paired(self, y_bar: Array, x: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """W̄ = ȳ·patches(x)ᵀ."""
        return {"weight": kernel_gradient(y_bar, x, self._window, xp)}
