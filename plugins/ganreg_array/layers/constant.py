"""A trained constant in place of the input."""

from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Grads, Weights


class Constant(ArrayLayer):
    """y = c for each sample. Nothing sees x."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """One copy of c per sample."""
        return weights["weight"] + self._zeros(x, xp), (x,)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """0."""
        return xp.zeros_like(cache[0])

    def weight_gradients(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """c̄ = Σ ȳ over the samples."""
        return {"weight": xp.sum(y_bar, axis=0)}

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """0."""
        return self._zeros(x_dot, xp)

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """0, and 0."""
        return xp.zeros_like(x_dot), xp.zeros_like(x_dot)

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """c̄ = Σ ȳ: ẏ does not depend on c."""
        if y_bar is None:
            return {"weight": xp.zeros_like(weights["weight"])}
        return self.weight_gradients(y_bar, cache, weights, xp)

    def _zeros(self, x: Array, xp: Any) -> Array:
        return xp.zeros((x.shape[0], *self.spec.shape), dtype=x.dtype, device=x.device)
