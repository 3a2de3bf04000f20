"""A class given to a network beside its input."""

from typing import Any

from ganreg_array.layers.abstract import WHOLE, Array, ArrayLayer, Cache, Context, Grads, Weights
from ganreg_array.layers.labels import one_hot


class Embedding(ArrayLayer):
    """y = (x, H·E), with H the one-hot rows of the labels and E `(classes, size)`. The part of E does not see x."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """Refused: there are no labels."""
        return self.forward_in(x, weights, xp, WHOLE)

    def forward_in(self, x: Array, weights: Weights, xp: Any, context: Context) -> tuple[Array, Cache]:
        """(x, H·E)."""
        hot = one_hot(self.spec, context, x, xp)
        return xp.concat([x, hot @ weights["weight"]], axis=1), (hot,)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """The part of ȳ that belongs to x."""
        return y_bar[:, : -self.spec.size]

    def weight_gradients(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """Ē = Hᵀ·(the rest of ȳ)."""
        return {"weight": cache[0].T @ y_bar[:, -self.spec.size :]}

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """(ẋ, 0)."""
        (hot,) = cache
        return xp.concat([x_dot, xp.zeros((hot.shape[0], self.spec.size), dtype=hot.dtype, device=hot.device)], axis=1)

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """The parts of ȳ and ẏ̄ that belong to x and ẋ."""
        return self.backward(y_bar, cache, weights, xp), self.backward(y_dot_bar, cache, weights, xp)

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """Ē = Hᵀ·(the rest of ȳ): ẏ does not depend on E."""
        if y_bar is None:
            return {"weight": xp.zeros_like(weights["weight"])}
        return self.weight_gradients(y_bar, cache, weights, xp)
