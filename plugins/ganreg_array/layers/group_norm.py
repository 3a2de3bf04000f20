"""Group normalisation."""

from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.per_channel import PerChannel


class GroupNorm(PerChannel):
    """The mean runs over consecutive channels of a sample, with all their pixels."""

    def mean(self, a: Array, sets: tuple[slice, ...], xp: Any) -> Array:
        """⟨a⟩, for each channel that of its group."""
        n, channels, *pixels = a.shape
        groups, ones = (n, self.spec.groups, channels // self.spec.groups), (1,) * len(pixels)
        means = xp.mean(xp.reshape(a, (*groups, *pixels)), axis=tuple(range(2, a.ndim + 1)), keepdims=True)
        return xp.reshape(xp.broadcast_to(means, (*groups, *ones)), (n, channels, *ones))
