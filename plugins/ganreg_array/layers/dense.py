"""The fully connected layer."""

from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Grads, Weights


class Dense(ArrayLayer):
    """y = x·Wᵀ + b, with W `(units, features)`."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """x·Wᵀ + b."""
        y = x @ weights["weight"].T
        if "bias" in weights:
            y += weights["bias"]  # y is new: adding in place spares an array of its size
        return y, (x,)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ȳ·W."""
        return y_bar @ weights["weight"]

    def weight_gradients(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """W̄ = ȳᵀ·x and b̄ = Σ ȳ."""
        return {"weight": y_bar.T @ cache[0]} | ({"bias": xp.sum(y_bar, axis=0)} if "bias" in weights else {})

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ẋ·Wᵀ."""
        return x_dot @ weights["weight"].T

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """ȳ·W and ẏ̄·W."""
        return y_bar @ weights["weight"], y_dot_bar @ weights["weight"]

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """W̄ = ȳᵀ·x + ẏ̄ᵀ·ẋ and b̄ = Σ ȳ; ȳ is None where it is 0 throughout, in piecewise-linear networks."""
        if y_bar is None:
            return {"weight": y_dot_bar.T @ x_dot} | (
                {"bias": xp.zeros_like(weights["bias"])} if "bias" in weights else {}
            )
        gradients = self.weight_gradients(y_bar, cache, weights, xp)
        return gradients | {"weight": gradients["weight"] + y_dot_bar.T @ x_dot}
