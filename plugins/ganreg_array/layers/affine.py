"""What all layers share that are affine in their input: dense layers, convolutions, pooling."""

from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Grads, Weights

VECTORS = 2
"""The rank of a batch of vectors: in small networks of them a needless reshape would be noticed."""


class Affine(ArrayLayer):
    """y = W·x + b, linear in x and in W; b, where there is one, has one number per channel, the axis after the batch's.

    A subclass gives the three products: `tangent` is W·ẋ, `backward` its adjoint Wᵀ·ȳ, `paired` the derivative of
    ȳ·(W·x) in W. They may use the cache's other parts, and the shape of its x.
    """

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """W·x + b."""
        return self.added(x, (x,), weights, xp), (x,)

    def added(self, x: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """W·x + b, for a cache that is made already."""
        y = self.tangent(x, cache, weights, xp)
        if "bias" in weights:
            b = weights["bias"]
            y += b if y.ndim == VECTORS else xp.reshape(b, (-1,) + (1,) * (y.ndim - 2))  # y is new: spares an array
        return y

    def paired(self, y_bar: Array, x: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """The derivative of ȳ·(W·x) in W; none for a layer without weights."""
        return {}

    def weight_gradients(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """W̄ of ȳ·(W·x), and b̄ = Σ ȳ."""
        gradients = self.paired(y_bar, cache[0], cache, weights, xp)
        if "bias" in weights:
            axes = 0 if y_bar.ndim == VECTORS else (0, *range(2, y_bar.ndim))
            gradients["bias"] = xp.sum(y_bar, axis=axes)
        return gradients

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """Wᵀ·ȳ and Wᵀ·ẏ̄."""
        return self.backward(y_bar, cache, weights, xp), self.backward(y_dot_bar, cache, weights, xp)

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """W̄ of ȳ·(W·x) + ẏ̄·(W·ẋ), and b̄ = Σ ȳ; ȳ is None where it is 0 throughout, in piecewise-linear networks."""
        along = self.paired(y_dot_bar, x_dot, cache, weights, xp)
        if y_bar is None:
            return along | ({"bias": xp.zeros_like(weights["bias"])} if "bias" in weights else {})
        gradients = self.weight_gradients(y_bar, cache, weights, xp)
        return gradients | {name: gradients[name] + value for name, value in along.items()}
