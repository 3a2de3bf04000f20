"""Layers walked forwards, backwards, and along a tangent."""

from collections.abc import Mapping, Sequence
from typing import Any

from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.networks.layers.row import shapes_along
from ganreg_array.layers.abstract import Array, ArrayLayer, Cache, Context, Grads, Trace, Weights

ALL = slice(None)


class Chain:
    """Layers one after another with their four methods. Holds no weights: they are given to each call.

    Args:
        layers: the specifications.
        shape: of one input sample.
        implementations: their mathematics, one each.
        inference: whether running statistics are among the weights, and samples are normalised by them; in training
            masks are among the weights.
    """

    def __init__(
        self,
        layers: Sequence[AbstractLayer],
        shape: tuple[int, ...],
        implementations: Sequence[ArrayLayer],
        inference: bool = False,
    ) -> None:
        self.layers = list(implementations)
        self.piecewise_linear = all(layer.piecewise_linear for layer in layers)
        shapes = list(zip(layers, shapes_along(layers, shape), strict=False))
        self.parameters = [{n: f"{i}.{n}" for n in layer.parameters(s)} for i, (layer, s) in enumerate(shapes)]
        self.statistics = [{n: f"{i}.{n}" for n in layer.buffers(s)} for i, (layer, s) in enumerate(shapes)]
        self.masks = [{n: f"{i}.{n}" for n in layer.masks(s)} for i, (layer, s) in enumerate(shapes)]
        self.entrance = self._entrance(layers)
        self._besides = self.statistics if inference else self.masks

    def _entrance(self, layers: Sequence[AbstractLayer]) -> int:
        """How many layers there are up to the first with parameters, if some rows may go through them without others.

        0 where they may not: a layer among them mixes samples, or is made of layers.
        """
        trained = [index for index, names in enumerate(self.parameters) if names]
        count = trained[0] + 1 if trained else 0
        plain = all(type(layer).walk_back is ArrayLayer.walk_back for layer in self.layers[:count])
        return count if plain and not any(layer.mixes_samples for layer in layers[:count]) else 0

    def weights(self, params: Mapping[str, Array], xp: Any) -> list[Weights]:
        """Each layer's own weights by their names within it, prepared; in training masks too, in use its buffers."""
        own = zip(self.parameters, self._besides, strict=True)
        return [
            layer.prepared({name: params[full] for name, full in (trained | besides).items()}, xp)
            for layer, (trained, besides) in zip(self.layers, own, strict=True)
        ]

    def forward(
        self, x: Array, weights: list[Weights], xp: Any, context: Context, part: slice = ALL
    ) -> tuple[Array, list[Cache]]:
        """The output, and each layer's cache; of a part of the layers, given the weights of these."""
        caches = []
        for layer, own in zip(self.layers[part], weights, strict=True):
            x, cache = layer.forward_in(x, own, xp, context)
            caches.append(cache)
        return x, caches

    def backward(
        self, y_bar: Array, caches: list[Cache], weights: list[Weights], xp: Any, part: slice = ALL
    ) -> tuple[Array, list[Trace]]:
        """The cotangent at the input, and each layer's trace of the cotangents at its output; of a part likewise."""
        traces = []
        for layer, cache, own in zip(reversed(self.layers[part]), reversed(caches), reversed(weights), strict=True):
            y_bar, trace = layer.walk_back(y_bar, cache, own, xp)
            traces.append(trace)
        return y_bar, traces[::-1]

    def weight_gradients(
        self, traces: list[Trace], caches: list[Cache], weights: list[Weights], xp: Any
    ) -> list[Grads]:
        """Each layer's weight gradients, from the traces of `backward`."""
        rows = zip(self.layers, traces, caches, weights, strict=True)
        return [layer.weight_gradients(trace, cache, own, xp) for layer, trace, cache, own in rows]

    def tangent(self, x_dot: Array, caches: list[Cache], weights: list[Weights], xp: Any) -> tuple[Array, list[Trace]]:
        """The tangent at the output, and each layer's trace of the tangents at its input."""
        traces = []
        for layer, cache, own in zip(self.layers, caches, weights, strict=True):
            x_dot, trace = layer.walk_along(x_dot, cache, own, xp)
            traces.append(trace)
        return x_dot, traces

    def tangent_weight_gradients(
        self, adjoints: list[Trace], along: list[Trace], caches: list[Cache], weights: list[Weights], xp: Any
    ) -> list[Grads]:
        """∇_w Σ ẏ̄·ẏ for piecewise-linear layers, from the traces of `backward` for ẏ̄ and of `tangent`."""
        rows = zip(self.layers, adjoints, along, caches, weights, strict=True)
        return [
            layer.tangent_weight_gradients(None, adjoint, x_dot, cache, own, xp)
            for layer, adjoint, x_dot, cache, own in rows
        ]

    def backward_twice(
        self,
        y_bar: Array,
        y_dot_bar: Array,
        along: list[Trace],
        caches: list[Cache],
        weights: list[Weights],
        xp: Any,
    ) -> tuple[Array, Array, list[Grads]]:
        """x̄, ẋ̄ and all w̄ of a scalar of output and tangent, back over value and tangent together."""
        gradients = []
        for layer, x_dot, cache, own in reversed(list(zip(self.layers, along, caches, weights, strict=True))):
            y_bar, y_dot_bar, found = layer.walk_twice(y_bar, y_dot_bar, x_dot, cache, own, xp)
            gradients.append(found)
        return y_bar, y_dot_bar, gradients[::-1]

    def rows(self, caches: list[Cache], rows: slice, xp: Any, part: slice = ALL) -> list[Cache]:
        """The caches of some rows of the batch; of a part of the layers likewise."""
        return [layer.rows(cache, rows, xp) for layer, cache in zip(self.layers[part], caches, strict=True)]

    def trace_rows(self, traces: list[Trace], rows: slice) -> list[Trace]:
        """The traces of some rows of the batch."""
        return [layer.trace_rows(trace, rows) for layer, trace in zip(self.layers, traces, strict=True)]

    def buffers(
        self, caches: list[Cache], old: Mapping[str, Array], order: tuple[int, ...], xp: Any
    ) -> dict[str, Array]:
        """All buffers after a training step, its batches taken in the given order."""
        after: dict[str, Array] = {}
        for layer, cache, names in zip(self.layers, caches, self.statistics, strict=True):
            if names:
                found = layer.buffers(cache, {name: old[full] for name, full in names.items()}, order, xp)
                after |= {names[name]: value for name, value in found.items()}
        return after

    def named(self, gradients: list[Grads]) -> dict[str, Array]:
        """All weight gradients by their names in the chain."""
        pairs = zip(gradients, self.parameters, strict=True)
        return {full: own[name] for own, names in pairs for name, full in names.items()}
