"""The last layer of a critic that knows classes."""

from typing import Any

from ganreg_array.layers.abstract import WHOLE, Array, Cache, Context, Grads, Weights
from ganreg_array.layers.affine import Affine
from ganreg_array.layers.labels import one_hot


class ClassProjection(Affine):
    """y = ⟨v, x⟩ + b with v = w + H·E for each sample, H the one-hot rows of the labels and E `(classes, features)`."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """Refused: there are no labels."""
        return self.forward_in(x, weights, xp, WHOLE)

    def forward_in(self, x: Array, weights: Weights, xp: Any, context: Context) -> tuple[Array, Cache]:
        """⟨v, x⟩ + b."""
        cache = (x, one_hot(self.spec, context, x, xp))
        return self.added(x, cache, weights, xp), cache

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """⟨v, ẋ⟩."""
        return xp.sum(_directions(cache, weights) * x_dot, axis=1, keepdims=True)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ȳ·v."""
        return y_bar * _directions(cache, weights)

    def paired(self, y_bar: Array, x: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """w̄ = Σ ȳ·x and Ē = Hᵀ·(ȳ·x)."""
        return {"weight": y_bar.T @ x, "embedding": cache[1].T @ (y_bar * x)}


def _directions(cache: Cache, weights: Weights) -> Array:
    """The row v of each sample."""
    return weights["weight"] + cache[1] @ weights["embedding"]
