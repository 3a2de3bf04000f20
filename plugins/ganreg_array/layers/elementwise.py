"""What all activations share: y = f(x) for each number alone."""

from abc import abstractmethod
from typing import Any

from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Weights


class Elementwise(ArrayLayer):
    """An activation, given by f, f′ and f″; f″ is None where f is piecewise linear."""

    @abstractmethod
    def value(self, x: Array, xp: Any) -> Array:
        """f(x)."""

    @abstractmethod
    def first(self, x: Array, y: Array, xp: Any) -> Array:
        """f′(x), given y = f(x) too."""

    @abstractmethod
    def second(self, x: Array, y: Array, first: Array, xp: Any) -> Array | None:
        """f″(x), given f(x) and f′(x) too; None if it is 0 everywhere."""

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """f(x)."""
        y = self.value(x, xp)
        return y, (x, y, self.first(x, y, xp))

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ȳ·f′(x)."""
        return y_bar * cache[2]

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """f′(x)·ẋ."""
        return cache[2] * x_dot

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """x̄ = ȳ·f′(x) + ẏ̄·ẋ·f″(x) and ẋ̄ = ẏ̄·f′(x)."""
        x, y, first = cache
        second = self.second(x, y, first, xp)
        x_bar = y_bar * first
        return (x_bar if second is None else x_bar + y_dot_bar * x_dot * second), y_dot_bar * first
