"""Batch normalisation whose scale and shift depend on the class."""

from typing import Any

from ganreg_array.layers.abstract import Array, Context
from ganreg_array.layers.batch_norm import BatchNorm
from ganreg_array.layers.labels import one_hot
from ganreg_array.layers.normalisation import Normalisation, Normalised
from ganreg_array.layers.running_norm import RunningNorm


class PerClass(Normalisation):
    """γ and β are `(classes, channels)`: with the one-hot rows H of the labels each sample has the row H·γ."""

    def classes(self, x: Array, context: Context, xp: Any) -> Array:
        """H."""
        return one_hot(self.spec, context, x, xp)

    def spread(self, weight: Array, cache: Normalised, xp: Any) -> Array:
        """H·γ, the same for every pixel."""
        own = cache.hot @ weight
        return xp.reshape(own, (*own.shape, *(1,) * (cache.u.ndim - 2)))

    def collected(self, a: Array, cache: Normalised, xp: Any) -> Array:
        """Hᵀ·(Σ over pixels)."""
        return cache.hot.T @ xp.sum(xp.reshape(a, (*a.shape[:2], -1)), axis=2)


class ConditionalBatchNorm(PerClass, BatchNorm):
    """In training."""


class ConditionalRunningNorm(PerClass, RunningNorm):
    """In use."""
