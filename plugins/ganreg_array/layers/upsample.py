"""Larger images by repetition."""

from typing import Any

from ganreg_array.layers.abstract import Array, Cache, Weights
from ganreg_array.layers.affine import Affine
from ganreg_array.layers.patches import Window, samples_first, samples_last


class Upsample(Affine):
    """Each pixel becomes a square: the adjoint of summing squares."""

    def __init__(self, spec: Any) -> None:
        super().__init__(spec)
        self._window = Window(spec.scale, spec.scale)

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """The squares of ẋ."""
        _, height, width = self.spec.output_shape(tuple(x_dot.shape[1:]))
        return samples_first(self._window.unsums(samples_last(x_dot, xp), height, width, xp), xp)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """The sum of ȳ over each square."""
        return samples_first(self._window.sums(samples_last(y_bar, xp), xp), xp)
