"""Normalisation with one weight and one bias per channel."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.normalisation import Normalisation, Normalised


class PerChannel(Normalisation):
    """γ and β are `(channels,)`; channels are the axis after the batch's."""

    def spread(self, weight: Array, cache: Normalised, xp: Any) -> Array:
        """The same for every sample and pixel."""
        return xp.reshape(weight, (-1,) + (1,) * (cache.u.ndim - 2))

    def collected(self, a: Array, cache: Normalised, xp: Any) -> Array:
        """Σ over samples and pixels."""
        return xp.sum(a, axis=(0, *range(2, a.ndim)))
