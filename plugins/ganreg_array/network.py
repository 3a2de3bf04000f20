"""A network over the array engine."""

from copy import copy
from typing import Any

from ganreg.component import ARRAY
from ganreg.errors import NetworkError
from ganreg.networks.network import BoundNetwork
from ganreg.state import Parameters
from ganreg_array.layers import chain_of
from ganreg_array.layers.abstract import WHOLE, Array, Cache, Context, Grads, Trace, Weights
from ganreg_array.layers.chain import ALL


class ArrayNetwork:
    """A bound network's chain of layers over one namespace, with its parameters in one buffer.

    Args:
        bound: the specification.
        xp: the array namespace.
        inference: whether it is in use, with its running statistics among the parameters, and not in training.
        backend: the name by which plugins' layers are implemented.
    """

    def __init__(self, bound: BoundNetwork, xp: Any, inference: bool = False, backend: str = ARRAY) -> None:
        self.xp, self.bound = xp, bound
        self.chain = chain_of(bound.layers, bound.input_shape, inference, backend)
        self.masks = {} if inference else bound.masks()

    def over(self, xp: Any) -> "ArrayNetwork":
        """The same network over another namespace."""
        other = copy(self)
        other.xp = xp
        return other

    def layout(self, player: str) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter, in the order in which they lie in one buffer.

        Raises:
            NetworkError: there are none, so this player could not learn.
        """
        shapes = {name: tuple(spec.shape) for name, spec in self.bound.parameters().items()}
        if not shapes:
            raise NetworkError(f"The {player}'s network has no parameters to train. Add a Dense layer.")
        return shapes

    def weights(self, params: Parameters) -> list[Weights]:
        """Each layer's own weights, prepared for one evaluation."""
        return self.chain.weights(params, self.xp)

    def forward(self, x: Array, weights: list[Weights], context: Context = WHOLE) -> tuple[Array, list[Cache]]:
        """The output, and each layer's cache."""
        return self.chain.forward(x, weights, self.xp, context)

    def backward(
        self, y_bar: Array, caches: list[Cache], weights: list[Weights], wanted: slice = ALL
    ) -> tuple[Array, list[Trace]]:
        """The cotangent at the input, and each layer's trace of the cotangents at its output.

        Args:
            y_bar: the cotangent at the output.
            caches: of the forward pass.
            weights: each layer's own.
            wanted: the rows whose cotangents at the input are asked for. The others are followed to the first layer
                with parameters only: what lies before it is often the dearest part, and would serve nobody.
        """
        first = self.chain.entrance if wanted != ALL else 0
        before, after = slice(0, first), slice(first, None)
        y_bar, last = self.chain.backward(y_bar, caches[after], weights[after], self.xp, after)
        if not first:
            return y_bar[wanted, ...], last
        traces = [*[y_bar] * first, *last]  # those of layers without parameters serve nobody
        if wanted.start == wanted.stop:
            return y_bar[wanted, ...], traces
        rows = self.chain.rows(caches[before], wanted, self.xp, before)
        x_bar, _ = self.chain.backward(y_bar[wanted, ...], rows, weights[before], self.xp, before)
        return x_bar, traces

    def forward_by(
        self, place: int, x: Array, weights: list[Weights], context: Context
    ) -> tuple[Array, Array, list[Cache]]:
        """What goes into layer `place`, the output, and each layer's cache."""
        before, after = slice(0, place), slice(place, None)
        features, first = self.chain.forward(x, weights[before], self.xp, context, before)
        y, last = self.chain.forward(features, weights[after], self.xp, context, after)
        return features, y, first + last

    def backward_by(
        self,
        place: int,
        y_bar: Array,
        features_bar: Array | None,
        caches: list[Cache],
        weights: list[Weights],
        wanted: slice = ALL,
    ) -> tuple[Array, list[Trace]]:
        """As `backward`, of a scalar that depends on what goes into layer `place` too, with that cotangent if any."""
        if features_bar is None:
            return self.backward(y_bar, caches, weights, wanted)
        before, after = slice(0, place), slice(place, None)
        x_bar, last = self.chain.backward(y_bar, caches[after], weights[after], self.xp, after)
        x_bar, first = self.chain.backward(x_bar + features_bar, caches[before], weights[before], self.xp, before)
        return x_bar[wanted, ...], first + last

    def weight_gradients(self, traces: list[Trace], caches: list[Cache], weights: list[Weights]) -> Array:
        """All weight gradients in one buffer, from the traces of `backward`."""
        return self._flat(self.chain.weight_gradients(traces, caches, weights, self.xp))

    def tangent_weight_gradients(
        self, adjoints: list[Trace], directions: Array, caches: list[Cache], weights: list[Weights]
    ) -> Array:
        """∇_w Σ ẏ for the tangents ẏ along constant directions: the second-order part of a penalty's gradient.

        Args:
            adjoints: the traces of `backward` for the seed 1. A piecewise-linear network has no other second-order
                term than these; a smooth one walks back over value and tangent together.
            directions: ẋ, one per row.
            caches: of the forward pass.
            weights: each layer's own.
        """
        y_dot, along = self.chain.tangent(directions, caches, weights, self.xp)
        if self.chain.piecewise_linear:
            return self._flat(self.chain.tangent_weight_gradients(adjoints, along, caches, weights, self.xp))
        seeds = (self.xp.zeros_like(y_dot), self.xp.ones_like(y_dot))
        return self._flat(self.chain.backward_twice(*seeds, along, caches, weights, self.xp)[2])

    def rows(self, caches: list[Cache], rows: slice) -> list[Cache]:
        """The caches of some rows of the batch."""
        return self.chain.rows(caches, rows, self.xp)

    def trace_rows(self, traces: list[Trace], rows: slice) -> list[Trace]:
        """The traces of some rows of the batch."""
        return self.chain.trace_rows(traces, rows)

    def buffers(self, caches: list[Cache], old: Parameters, order: tuple[int, ...] = (0,)) -> dict[str, Array]:
        """All buffers after a training step whose batches came in the given order."""
        return self.chain.buffers(caches, old, order, self.xp)

    def _flat(self, gradients: list[Grads]) -> Array:
        parts = self.chain.named(gradients).values()
        return self.xp.concat([self.xp.reshape(part, (-1,)) for part in parts])
