"""Layer normalisation."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.normalisation import Normalisation, Normalised


class LayerNorm(Normalisation):
    """The mean runs over all numbers of a sample; γ and β have the shape of one."""

    def mean(self, a: Array, sets: tuple[slice, ...], xp: Any) -> Array:
        """⟨a⟩."""
        return xp.mean(a, axis=tuple(range(1, a.ndim)), keepdims=True)

    def spread(self, weight: Array, cache: Normalised, xp: Any) -> Array:
        """The same for every sample."""
        return weight

    def collected(self, a: Array, cache: Normalised, xp: Any) -> Array:
        """Σ over samples."""
        return xp.sum(a, axis=0)
