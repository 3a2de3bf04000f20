"""Sorting within groups."""

from typing import Any

from ganreg_array.layers.abstract import Array, Cache, Weights
from ganreg_array.layers.affine import Affine


class GroupSort(Affine):
    """A permutation of each group's channels, which depends on x and is constant near it."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """The sorted groups; the cache has the permutations and their inverses."""
        order = xp.argsort(self._groups(x, xp), axis=2, stable=True)
        cache = (order, xp.argsort(order, axis=2))
        return self.tangent(x, cache, weights, xp), cache

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ẋ in the order of x."""
        return self._permuted(x_dot, cache[0], xp)

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ȳ put back."""
        return self._permuted(y_bar, cache[1], xp)

    def _groups(self, x: Array, xp: Any) -> Array:
        n, channels, *pixels = x.shape
        return xp.reshape(x, (n, channels // self.spec.size, self.spec.size, *pixels))

    def _permuted(self, x: Array, order: Array, xp: Any) -> Array:
        return xp.reshape(xp.take_along_axis(self._groups(x, xp), order, axis=2), tuple(x.shape))
