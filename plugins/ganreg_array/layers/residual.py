"""Two paths from the same input, added."""

from collections.abc import Sequence
from typing import Any

from ganreg_array.layers.abstract import WHOLE, Array, ArrayLayer, Cache, Context, Grads, Trace, Weights
from ganreg_array.layers.chain import Chain

PATHS = ("body", "shortcut")


class Residual(ArrayLayer):
    """y = a(x) + b(x). What its two chains keep of an evaluation is kept here in pairs: caches, traces, weights.

    Args:
        spec: the specification.
        paths: the chains a and b.
    """

    def __init__(self, spec: Any, paths: Sequence[Chain]) -> None:
        super().__init__(spec)
        self.paths = tuple(paths)

    def prepared(self, weights: Weights, xp: Any) -> Weights:
        """The weights of each path's layers, by the path's name."""
        return {name: path.weights(_own(name, weights), xp) for name, path in zip(PATHS, self.paths, strict=True)}

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """a(x) + b(x)."""
        return self.forward_in(x, weights, xp, WHOLE)

    def forward_in(self, x: Array, weights: Weights, xp: Any, context: Context) -> tuple[Array, Cache]:
        """a(x) + b(x)."""
        a, b = (path.forward(x, own, xp, context) for path, own in self._each(weights))
        return a[0] + b[0], (a[1], b[1])

    def walk_back(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> tuple[Array, Trace]:
        """x̄ = x̄ₐ + x̄_b."""
        pairs = zip(self._each(weights), cache, strict=True)
        a, b = (path.backward(y_bar, own_cache, own, xp) for (path, own), own_cache in pairs)
        return a[0] + b[0], (a[1], b[1])

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """x̄ = x̄ₐ + x̄_b."""
        return self.walk_back(y_bar, cache, weights, xp)[0]

    def weight_gradients(self, y_bar: Trace, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """Those of both paths, from the trace of `walk_back`."""
        rows = zip(self._each(weights), y_bar, cache, strict=True)
        return self._named([path.weight_gradients(trace, c, own, xp) for (path, own), trace, c in rows])

    def walk_along(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> tuple[Array, Trace]:
        """ẏ = ȧ + ḃ."""
        pairs = zip(self._each(weights), cache, strict=True)
        a, b = (path.tangent(x_dot, own_cache, own, xp) for (path, own), own_cache in pairs)
        return a[0] + b[0], (a[1], b[1])

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """ẏ = ȧ + ḃ."""
        return self.walk_along(x_dot, cache, weights, xp)[0]

    def walk_twice(
        self, y_bar: Array, y_dot_bar: Array, along: Trace, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array, Grads]:
        """x̄ and ẋ̄ are the sums of those of both paths."""
        rows = zip(self._each(weights), along, cache, strict=True)
        a, b = (path.backward_twice(y_bar, y_dot_bar, trace, c, own, xp) for (path, own), trace, c in rows)
        return a[0] + b[0], a[1] + b[1], self._named([a[2], b[2]])

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Trace, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """x̄ and ẋ̄ are the sums of those of both paths; `x_dot` is the trace of `walk_along`."""
        return self.walk_twice(y_bar, y_dot_bar, x_dot, cache, weights, xp)[:2]

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Trace, x_dot: Trace, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """Those of both paths; without ȳ from the traces of `walk_back` and `walk_along`."""
        if y_bar is not None:
            return self.walk_twice(y_bar, y_dot_bar, x_dot, cache, weights, xp)[2]
        rows = zip(self._each(weights), y_dot_bar, x_dot, cache, strict=True)
        return self._named([path.tangent_weight_gradients(adj, d, c, own, xp) for (path, own), adj, d, c in rows])

    def rows(self, cache: Cache, rows: slice, xp: Any) -> Cache:
        """The caches of some rows of the batch."""
        return tuple(path.rows(own, rows, xp) for path, own in zip(self.paths, cache, strict=True))

    def trace_rows(self, trace: Trace, rows: slice) -> Trace:
        """The traces of some rows of the batch."""
        return tuple(path.trace_rows(own, rows) for path, own in zip(self.paths, trace, strict=True))

    def buffers(self, cache: Cache, old: Weights, order: tuple[int, ...], xp: Any) -> Grads:
        """Those of both paths."""
        after: dict[str, Array] = {}
        for name, path, own in zip(PATHS, self.paths, cache, strict=True):
            after |= _prefixed(name, path.buffers(own, _own(name, old), order, xp))
        return after

    def _each(self, weights: Weights) -> list[tuple[Chain, list[Weights]]]:
        return [(path, weights[name]) for name, path in zip(PATHS, self.paths, strict=True)]

    def _named(self, gradients: list[list[Grads]]) -> Grads:
        rows = zip(PATHS, self.paths, gradients, strict=True)
        return {full: g for name, path, own in rows for full, g in _prefixed(name, path.named(own)).items()}


def _own(name: str, arrays: Weights) -> dict[str, Array]:
    prefix = f"{name}."
    return {full.removeprefix(prefix): array for full, array in arrays.items() if full.startswith(prefix)}


def _prefixed(name: str, arrays: Weights) -> dict[str, Array]:
    return {f"{name}.{own}": array for own, array in arrays.items()}
