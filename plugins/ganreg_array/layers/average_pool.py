"""Smaller images by averaging."""

from typing import Any

from ganreg_array.layers.abstract import Array, Cache, Weights
from ganreg_array.layers.affine import Affine
from ganreg_array.layers.patches import Window, samples_first, samples_last


class AveragePool(Affine):
    """y = the sum of what a kernel sees, divided by kernel²."""

    def __init__(self, spec: Any) -> None:
        super().__init__(spec)
        self._window = Window(spec.kernel, spec.step)

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """The averages of ẋ."""
        return samples_first(self._window.sums(samples_last(x_dot, xp), xp), xp) / self.spec.kernel**2

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """Each ȳ, divided by kernel², added to all pixels that it is the average of."""
        each = samples_last(y_bar, xp) / self.spec.kernel**2
        height, width = cache[0].shape[2:]
        return samples_first(self._window.unsums(each, height, width, xp), xp)
