"""Layer normalisation."""

from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Grads, Weights


class LayerNorm(ArrayLayer):
    """y = γ·u + β with u = r·(x − mean x) and r = 1/√(var x + ε), over all d numbers of a sample.

    Write ⟨a⟩ for a sample's mean of a. The Jacobian of u is symmetric: J·a = r·(a − ⟨a⟩ − u·⟨u·a⟩).
    """

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """γ·u + β."""
        centred = x - _mean(x, xp)
        r = 1 / xp.sqrt(_mean(centred * centred, xp) + self.spec.epsilon)
        u = r * centred
        return weights["weight"] * u + weights["bias"], (u, r)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """J·(γ·ȳ)."""
        u, r = cache
        return _jacobian(weights["weight"] * y_bar, u, r, xp)

    def weight_gradients(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """γ̄ = Σ ȳ·u and β̄ = Σ ȳ."""
        return {"weight": xp.sum(y_bar * cache[0], axis=0), "bias": xp.sum(y_bar, axis=0)}

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """γ·u̇ with u̇ = J·ẋ."""
        u, r = cache
        return weights["weight"] * _jacobian(x_dot, u, r, xp)

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """With p = γ·ẏ̄: ẋ̄ = J·p, ū = γ·ȳ − r·(p·⟨u·ẋ⟩ + ẋ·⟨u·p⟩), x̄ = J·ū − r·u·⟨p·u̇⟩.

        The last term is how u̇ depends on x through r.
        """
        u, r = cache
        p = weights["weight"] * y_dot_bar
        u_dot = _jacobian(x_dot, u, r, xp)
        u_bar = weights["weight"] * y_bar - r * (p * _mean(u * x_dot, xp) + x_dot * _mean(u * p, xp))
        x_bar = _jacobian(u_bar, u, r, xp) - r * u * _mean(p * u_dot, xp)
        return x_bar, _jacobian(p, u, r, xp)

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """γ̄ = Σ (ȳ·u + ẏ̄·u̇) and β̄ = Σ ȳ."""
        u, r = cache
        gradients = self.weight_gradients(y_bar, cache, weights, xp)
        return gradients | {"weight": gradients["weight"] + xp.sum(y_dot_bar * _jacobian(x_dot, u, r, xp), axis=0)}


def _mean(x: Array, xp: Any) -> Array:
    return xp.mean(x, axis=tuple(range(1, x.ndim)), keepdims=True)


def _jacobian(a: Array, u: Array, r: Array, xp: Any) -> Array:
    return r * (a - _mean(a, xp) - u * _mean(u * a, xp))
