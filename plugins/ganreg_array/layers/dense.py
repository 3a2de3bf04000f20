"""The fully connected layer."""

from typing import Any

from ganreg_array.layers.abstract import Array, Cache, Grads, Weights
from ganreg_array.layers.affine import Affine


class Dense(Affine):
    """y = x·Wᵀ + b, with W `(units, features)`."""

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ẋ·Wᵀ."""
        return x_dot @ weights["weight"].T

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ȳ·W."""
        return y_bar @ weights["weight"]

    def paired(self, y_bar: Array, x: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """W̄ = ȳᵀ·x."""
        return {"weight": y_bar.T @ x}
