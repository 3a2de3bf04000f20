"""What all normalisations share."""

from abc import abstractmethod
from typing import Any

import attrs

from ganreg_array.layers.abstract import WHOLE, Array, ArrayLayer, Cache, Context, Grads, Weights


@attrs.frozen
class Normalised:
    """What is kept of an evaluation. Means and the like have the batch axis of x, and one number where it has many.

    Args:
        u: r·(x − mean x).
        r: 1/√(variance + ε).
        mean: of x.
        variance: of x.
        sets: the rows that were normalised together, for batch normalisation.
        hot: the one-hot rows of the labels, where there are some.
    """

    u: Array
    r: Array
    mean: Array
    variance: Array
    sets: tuple[slice, ...] = ()
    hot: Array = None


class Normalisation(ArrayLayer):
    """y = γ·u + β with u = r·(x − ⟨x⟩) and r = 1/√(⟨(x − ⟨x⟩)²⟩ + ε). What the mean ⟨·⟩ runs over, a subclass says.

    The Jacobian of u is symmetric: J·a = r·(a − ⟨a⟩ − u·⟨u·a⟩).
    """

    @abstractmethod
    def mean(self, a: Array, sets: tuple[slice, ...], xp: Any) -> Array:
        """⟨a⟩, with the batch axis of a and so that it can be subtracted from a."""

    @abstractmethod
    def spread(self, weight: Array, cache: Normalised, xp: Any) -> Array:
        """γ or β so that it can be multiplied with u."""

    @abstractmethod
    def collected(self, a: Array, cache: Normalised, xp: Any) -> Array:
        """The adjoint of `spread`: a, summed to the shape of γ and β."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """γ·u + β."""
        return self.forward_in(x, weights, xp, WHOLE)

    def forward_in(self, x: Array, weights: Weights, xp: Any, context: Context) -> tuple[Array, Cache]:
        """γ·u + β."""
        cache = self.normalised(x, weights, xp, context)
        y = self.scaled(cache.u, cache, weights, xp)
        return (y + self.spread(weights["bias"], cache, xp) if "bias" in weights else y), cache

    def normalised(self, x: Array, weights: Weights, xp: Any, context: Context) -> Normalised:
        """u, and what else is kept."""
        sets = self.sets(x, context)
        mean = self.mean(x, sets, xp)
        centred = x - mean
        variance = self.mean(centred * centred, sets, xp)
        r = 1 / xp.sqrt(variance + self.spec.epsilon)
        return Normalised(r * centred, r, mean, variance, sets, self.classes(x, context, xp))

    def sets(self, x: Array, context: Context) -> tuple[slice, ...]:
        """The rows that are normalised together; none for a layer that takes each sample by itself."""
        return ()

    def classes(self, x: Array, context: Context, xp: Any) -> Array | None:
        """The one-hot rows of the labels; None for a layer without."""
        return None

    def scaled(self, a: Array, cache: Normalised, weights: Weights, xp: Any) -> Array:
        """γ·a."""
        return self.spread(weights["weight"], cache, xp) * a if "weight" in weights else a

    def jacobian(self, a: Array, cache: Normalised, xp: Any) -> Array:
        """J·a."""
        return cache.r * (a - self.mean(a, cache.sets, xp) - cache.u * self.mean(cache.u * a, cache.sets, xp))

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """J·(γ·ȳ)."""
        return self.jacobian(self.scaled(y_bar, cache, weights, xp), cache, xp)

    def weight_gradients(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """γ̄ = Σ ȳ·u and β̄ = Σ ȳ."""
        if "weight" not in weights:
            return {}
        return {"weight": self.collected(y_bar * cache.u, cache, xp), "bias": self.collected(y_bar, cache, xp)}

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """γ·u̇ with u̇ = J·ẋ."""
        return self.scaled(self.jacobian(x_dot, cache, xp), cache, weights, xp)

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """With p = γ·ẏ̄: ẋ̄ = J·p, ū = γ·ȳ − r·(p·⟨u·ẋ⟩ + ẋ·⟨u·p⟩), x̄ = J·ū − r·u·⟨p·u̇⟩.

        The last term is how u̇ depends on x through r.
        """
        u, r, sets = cache.u, cache.r, cache.sets
        p = self.scaled(y_dot_bar, cache, weights, xp)
        u_dot = self.jacobian(x_dot, cache, xp)
        bent = r * (p * self.mean(u * x_dot, sets, xp) + x_dot * self.mean(u * p, sets, xp))
        x_bar = self.jacobian(self.scaled(y_bar, cache, weights, xp) - bent, cache, xp)
        return x_bar - r * u * self.mean(p * u_dot, sets, xp), self.jacobian(p, cache, xp)

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """γ̄ = Σ (ȳ·u + ẏ̄·u̇) and β̄ = Σ ȳ."""
        if "weight" not in weights:
            return {}
        along = self.collected(y_dot_bar * self.jacobian(x_dot, cache, xp), cache, xp)
        gradients = self.weight_gradients(y_bar, cache, weights, xp)
        return gradients | {"weight": gradients["weight"] + along}

    def rows(self, cache: Cache, rows: slice, xp: Any) -> Cache:
        """The cache of some rows of the batch."""
        parts = {name: getattr(cache, name)[rows, ...] for name in ("u", "r", "mean", "variance")}
        return attrs.evolve(cache, **parts, hot=None if cache.hot is None else cache.hot[rows, ...])
