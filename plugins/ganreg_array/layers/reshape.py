"""Layers that only rearrange a sample's numbers."""

from math import prod
from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Weights


class Reshape(ArrayLayer):
    """The same numbers in row-major order under the specification's shape; serves Reshape and Flatten."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """The samples in the new shape."""
        return self._to(self.spec.output_shape(tuple(x.shape[1:])), x, xp), (x,)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ȳ in the old shape."""
        return self._to(cache[0].shape[1:], y_bar, xp)

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ẋ in the new shape."""
        return self._to(self.spec.output_shape(tuple(x_dot.shape[1:])), x_dot, xp)

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """ȳ and ẏ̄ in the old shape."""
        return self._to(x_dot.shape[1:], y_bar, xp), self._to(x_dot.shape[1:], y_dot_bar, xp)

    @staticmethod
    def _to(shape: tuple[int, ...], x: Array, xp: Any) -> Array:
        if tuple(x.shape[1:]) == tuple(shape):
            return x
        assert prod(x.shape[1:]) == prod(shape)
        return xp.reshape(x, (x.shape[0], *shape))
