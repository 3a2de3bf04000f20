"""What dropout is in use."""

from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Weights


class Identity(ArrayLayer):
    """y = x."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """The input itself, and nothing to keep."""
        return x, ()

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """The same."""
        return y_bar

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """The same."""
        return x_dot

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """Both as they are."""
        return y_bar, y_dot_bar
