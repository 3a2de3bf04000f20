"""The fully connected layer whose matrix is made orthonormal."""

from typing import Any

from ganreg_array.layers.abstract import Array, Cache, Grads, Weights
from ganreg_array.layers.dense import Dense

ITERATES = "iterates"
"""The name, beside the layer's weights, of what the pullback from W̃ to W needs."""


class BjorckDense(Dense):
    """y = x·W̃ᵀ + b. W̃ stands in the place of W among the prepared weights."""

    def prepared(self, weights: Weights, xp: Any) -> Weights:
        """W̃ in the place of W, with W and what it becomes on the way."""
        found = iterates(weights["weight"], self.spec.iterations, xp)
        return {**weights, "weight": found[-1], ITERATES: (weights["weight"], *found)}

    def paired(self, y_bar: Array, x: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """W̄ = the pullback of ȳᵀ·x, the gradient in W̃."""
        return {"weight": pullback(y_bar.T @ x, weights[ITERATES], xp)}


def iterates(weight: Array, iterations: int, xp: Any) -> list[Array]:
    """A₀ = W/‖W‖_F and all that follow."""
    found = [weight / _size(weight, xp)]
    for _ in range(iterations):
        found.append(1.5 * found[-1] - 0.5 * _cubed(found[-1]))
    return found


def pullback(gradient: Array, found: tuple[Array, ...], xp: Any) -> Array:
    """The gradient in W from that in the last iterate; `found` is W, A₀, A₁, …

    For A′ = 1.5A − ½AAᵀA and a gradient G in A′, Ā = 1.5G − ½(GAᵀA + AGᵀA + AAᵀG). For A₀ = W/‖W‖ and G in A₀,
    W̄ = (G − ⟨G, A₀⟩A₀)/‖W‖.
    """
    weight, first, *_ = found
    for a in reversed(found[1:-1]):
        # The products are taken over the shorter side last, so that none is larger than A.
        gradient = 1.5 * gradient - 0.5 * ((gradient @ a.T + a @ gradient.T) @ a + a @ (a.T @ gradient))
    return (gradient - xp.sum(gradient * first) * first) / _size(weight, xp)


def _cubed(a: Array) -> Array:
    """AAᵀA, by way of the smaller of the two square products."""
    return (a @ a.T) @ a if a.shape[0] <= a.shape[1] else a @ (a.T @ a)


def _size(weight: Array, xp: Any) -> Array:
    """‖W‖_F, or 1 where W = 0."""
    size = xp.sqrt(xp.sum(weight * weight))
    return xp.where(size > 0, size, xp.ones_like(size))
