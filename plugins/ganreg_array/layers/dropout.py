"""Dropout, in training."""

from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Weights


class Dropout(ArrayLayer):
    """y = m·x for a mask m that is drawn outside and lies among the weights: linear in x."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """m·x; the mask is kept, for each row its own."""
        return weights["mask"] * x, (weights["mask"],)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """m·ȳ."""
        return cache[0] * y_bar

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """m·ẋ."""
        return cache[0] * x_dot

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """m·ȳ and m·ẏ̄."""
        return cache[0] * y_bar, cache[0] * y_dot_bar
