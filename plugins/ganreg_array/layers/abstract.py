"""The four methods of a layer, over a batch and an array namespace."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

Array = Any
Weights = Mapping[str, Array]
Cache = Any
Grads = dict[str, Array]


class ArrayLayer(ABC):
    """y = h(x; w) for a batch `(n, *shape)`, with what differentiates it once and twice.

    Write x̄ = ∂S/∂x for the derivative of a scalar S (a cotangent), ẋ for a tangent. For S that depends on both y and
    ẏ = (∂h/∂x)·ẋ, `tangent_backward` returns the derivatives of S with respect to x, ẋ and w. Rows of a batch never
    mix.
    """

    def __init__(self, spec: Any) -> None:
        self.spec = spec

    @abstractmethod
    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """y, and what the other methods need of this evaluation."""

    @abstractmethod
    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """x̄ = ȳ·∂h/∂x."""

    def weight_gradients(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """w̄ = ȳ·∂h/∂w; none for a layer without weights."""
        return {}

    @abstractmethod
    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ẏ = (∂h/∂x)·ẋ."""

    @abstractmethod
    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """x̄ and ẋ̄ of a scalar whose derivatives are ȳ in y and ẏ̄ in ẏ."""

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Array, x_dot: Array, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """w̄ of the same scalar; none for a layer without weights. A piecewise-linear layer is given None for ȳ = 0."""
        return {}

    def rows(self, cache: Cache, rows: slice, xp: Any) -> Cache:
        """The cache of some rows of the batch."""
        return tuple(part[rows, ...] for part in cache)
