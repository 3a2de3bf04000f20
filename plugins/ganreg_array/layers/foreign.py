"""The layer of a plugin, watched: what it does wrong is told under its name, where it happens."""

from collections.abc import Mapping
from typing import Any

from ganreg.networks.layers.origin import Origin
from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Context, Grads, Trace, Weights


class Foreign(ArrayLayer):
    """A plugin's layer, whose every method is called in its place; the arrays that come back are checked.

    Args:
        own: the plugin's.
        origin: whose it is.

    Raises:
        PluginError: in any method: it raises, or returns an array of another shape or dtype than was agreed.
    """

    def __init__(self, own: ArrayLayer, origin: Origin) -> None:
        super().__init__(origin.layer)
        self.own, self.origin = own, origin
        self.parameters = origin.layer.parameters(origin.shape)

    def prepared(self, weights: Weights, xp: Any) -> Weights:
        """What the layer's other methods take for weights."""
        with self.origin.calling("prepared"):
            return self.own.prepared(weights, xp)

    def forward(self, x: Array, weights: Weights, xp: Any) -> tuple[Array, Cache]:
        """`(n, *output_shape)`."""
        return self.forward_in(x, weights, xp, Context())

    def forward_in(self, x: Array, weights: Weights, xp: Any, context: Context) -> tuple[Array, Cache]:
        """`(n, *output_shape)`."""
        with self.origin.calling("forward"):
            y, cache = self.own.forward_in(x, weights, xp, context)
        self._check("forward", y, x, self.origin.output_shape)
        return y, cache

    def walk_back(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> tuple[Array, Trace]:
        """`(n, *shape)`, and the trace."""
        with self.origin.calling("backward"):
            x_bar, trace = self.own.walk_back(y_bar, cache, weights, xp)
        self._check("backward", x_bar, y_bar, self.origin.shape)
        return x_bar, trace

    def backward(self, y_bar: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """`(n, *shape)`."""
        return self.walk_back(y_bar, cache, weights, xp)[0]

    def weight_gradients(self, y_bar: Trace, cache: Cache, weights: Weights, xp: Any) -> Grads:
        """One gradient per parameter."""
        with self.origin.calling("weight_gradients"):
            return self._named("weight_gradients", self.own.weight_gradients(y_bar, cache, weights, xp))

    def walk_along(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> tuple[Array, Trace]:
        """`(n, *output_shape)`, and the trace."""
        with self.origin.calling("tangent"):
            y_dot, trace = self.own.walk_along(x_dot, cache, weights, xp)
        self._check("tangent", y_dot, x_dot, self.origin.output_shape)
        return y_dot, trace

    def tangent(self, x_dot: Array, cache: Cache, weights: Weights, xp: Any) -> Array:
        """`(n, *output_shape)`."""
        return self.walk_along(x_dot, cache, weights, xp)[0]

    def walk_twice(
        self, y_bar: Array, y_dot_bar: Array, along: Trace, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array, Grads]:
        """Twice `(n, *shape)`, and one gradient per parameter."""
        with self.origin.calling("tangent_backward"):
            x_bar, x_dot_bar, found = self.own.walk_twice(y_bar, y_dot_bar, along, cache, weights, xp)
        for array in (x_bar, x_dot_bar):
            self._check("tangent_backward", array, y_bar, self.origin.shape)
        return x_bar, x_dot_bar, self._named("tangent_weight_gradients", found)

    def tangent_backward(
        self, y_bar: Array, y_dot_bar: Array, x_dot: Trace, cache: Cache, weights: Weights, xp: Any
    ) -> tuple[Array, Array]:
        """Twice `(n, *shape)`."""
        return self.walk_twice(y_bar, y_dot_bar, x_dot, cache, weights, xp)[:2]

    def tangent_weight_gradients(
        self, y_bar: Array | None, y_dot_bar: Trace, x_dot: Trace, cache: Cache, weights: Weights, xp: Any
    ) -> Grads:
        """One gradient per parameter."""
        with self.origin.calling("tangent_weight_gradients"):
            found = self.own.tangent_weight_gradients(y_bar, y_dot_bar, x_dot, cache, weights, xp)
            return self._named("tangent_weight_gradients", found)

    def rows(self, cache: Cache, rows: slice, xp: Any) -> Cache:
        """The cache of some rows of the batch."""
        with self.origin.calling("rows, of a cache that is no tuple of arrays (n, …)"):
            return self.own.rows(cache, rows, xp)

    def trace_rows(self, trace: Trace, rows: slice) -> Trace:
        """The trace of some rows of the batch."""
        return self.own.trace_rows(trace, rows)

    def _check(self, method: str, array: Array, given: Array, shape: tuple[int, ...]) -> None:
        self.origin.check(method, array, (given.shape[0], *shape), given.dtype)

    def _named(self, method: str, found: Any) -> Grads:
        gradients = dict(found) if isinstance(found, Mapping) else {}
        self.origin.check_named(method, gradients, self.parameters)
        return gradients
