"""The four methods of a layer, over a batch and an array namespace."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import attrs

Array = Any
Weights = Mapping[str, Array]
Cache = Any
Trace = Any
Grads = dict[str, Array]


@attrs.frozen
class Context:
    """What a layer may know of a batch beside its samples.

    Args:
        labels: class numbers `(n,)`, integers, where the network takes some.
        sets: the rows that are one batch each, in order and without gaps, such as real and fake samples; None if all
            rows are one.
    """

    labels: Array | None = None
    sets: tuple[slice, ...] | None = None


WHOLE = Context()


class ArrayLayer(ABC):
    """y = h(x; w) for a batch `(n, *shape)`, with what differentiates it once and twice.

    Write x̄ = ∂S/∂x for the derivative of a scalar S (a cotangent), ẋ for a tangent. For S that depends on both y and
    ẏ = (∂h/∂x)·ẋ, `tangent_backward` returns the derivatives of S with respect to x, ẋ and w.
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

    # What few layers need ------------------------------------------------------------------------------------------

    def prepared(self, weights: Weights, xp: Any) -> Weights:
        """What the other methods take for weights, computed once per evaluation: the weights themselves by default.

        A layer that computes with others than its parameters returns these here, and its weight gradients in the
        parameters.
        """
        return weights

    def forward_in(self, x: Array, weights: Weights, xp: Any, context: Context) -> tuple[Array, Cache]:
        """`forward`, for a layer that depends on labels or on which rows are one batch."""
        return self.forward(x, weights, xp)

    def buffers(self, cache: Cache, old: Weights, order: tuple[int, ...], xp: Any) -> Grads:
        """The layer's buffers after a training step, its batches taken in the given order; none by default."""
        return {}

    # Walks over one layer; a layer made of layers keeps what happened within it --------------------------------------

    def walk_back(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> tuple[Array, Trace]:
        """x̄, and the trace from which `weight_gradients` come: ȳ itself, for a layer that is not made of layers."""
        return self.backward(y_bar, cache, weights, xp), y_bar

    def walk_along(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> tuple[Array, Trace]:
        """ẏ, and the trace from which the second order comes: ẋ itself, for a layer that is not made of layers."""
        return self.tangent(x_dot, cache, weights, xp), x_dot

    def walk_twice(
        self, y_bar: Array, y_dot_bar: Array, along: Trace, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array, Grads]:
        """x̄, ẋ̄ and w̄ of a scalar of y and ẏ."""
        gradients = self.tangent_weight_gradients(y_bar, y_dot_bar, along, cache, weights, xp)
        return (*self.tangent_backward(y_bar, y_dot_bar, along, cache, weights, xp), gradients)

    def rows(self, cache: Cache, rows: slice, xp: Any) -> Cache:
        """The cache of some rows of the batch."""
        return tuple(part[rows, ...] for part in cache)

    def trace_rows(self, trace: Trace, rows: slice) -> Trace:
        """The trace of some rows of the batch."""
        return trace[rows, ...]
