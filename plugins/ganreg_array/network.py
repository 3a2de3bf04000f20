"""A network over the array engine: the layers walked forwards, backwards, and along a tangent."""

from typing import Any

from ganreg.errors import NetworkError
from ganreg.networks.network import BoundNetwork
from ganreg.state import Parameters
from ganreg_array.layers import implementation
from ganreg_array.layers.abstract import Array, Cache, Grads, Weights


class ArrayNetwork:
    """A bound network's layers with their four methods. Holds no weights: they are given to each call."""

    def __init__(self, bound: BoundNetwork, xp: Any) -> None:
        self.xp = xp
        self.bound = bound
        self.layers = [implementation(layer) for layer in bound.layers]
        self.piecewise_linear = bound.piecewise_linear
        shapes = zip(bound.layers, bound.shapes, strict=False)
        self._names = [{n: f"{i}.{n}" for n in layer.parameters(shape)} for i, (layer, shape) in enumerate(shapes)]

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
        """Each layer's own weights."""
        return [{name: params[full] for name, full in names.items()} for names in self._names]

    def forward(self, x: Array, weights: list[Weights]) -> tuple[Array, list[Cache]]:
        """The output, and each layer's cache."""
        caches = []
        for layer, own in zip(self.layers, weights, strict=True):
            x, cache = layer.forward(x, own, self.xp)
            caches.append(cache)
        return x, caches

    def backward(self, y_bar: Array, caches: list[Cache], weights: list[Weights]) -> tuple[Array, list[Array]]:
        """The cotangent at the input, and the cotangents at each layer's output."""
        y_bars = []
        for layer, cache, own in zip(reversed(self.layers), reversed(caches), reversed(weights), strict=True):
            y_bars.append(y_bar)
            y_bar = layer.backward(y_bar, cache, own, self.xp)
        return y_bar, y_bars[::-1]

    def weight_gradients(self, y_bars: list[Array], caches: list[Cache], weights: list[Weights]) -> list[Grads]:
        """Each layer's weight gradients, from the cotangents at its output."""
        rows = zip(self.layers, y_bars, caches, weights, strict=True)
        return [layer.weight_gradients(y_bar, cache, own, self.xp) for layer, y_bar, cache, own in rows]

    def tangent(self, x_dot: Array, caches: list[Cache], weights: list[Weights]) -> list[Array]:
        """The tangents at each layer's input."""
        x_dots = []
        for layer, cache, own in zip(self.layers, caches, weights, strict=True):
            x_dots.append(x_dot)
            x_dot = layer.tangent(x_dot, cache, own, self.xp)
        return x_dots

    def tangent_weight_gradients(
        self, adjoints: list[Array], x_dots: list[Array], caches: list[Cache], weights: list[Weights]
    ) -> list[Grads]:
        """∇_w Σ ẏ for the tangents of `tangent`: the second-order part of a penalty's gradient.

        Args:
            adjoints: the cotangents at each layer's output for the seed 1. A piecewise-linear network has no other
                second-order term than these; a smooth one walks back over value and tangent together.
            x_dots: the tangents at each layer's input.
            caches: of the forward pass.
            weights: each layer's own.
        """
        rows = list(zip(self.layers, adjoints, x_dots, caches, weights, strict=True))
        if self.piecewise_linear:
            return [
                layer.tangent_weight_gradients(None, adjoint, x_dot, cache, own, self.xp)
                for layer, adjoint, x_dot, cache, own in rows
            ]
        gradients = []
        y_dot_bar = adjoints[-1]
        y_bar = self.xp.zeros_like(y_dot_bar)
        for layer, _, x_dot, cache, own in reversed(rows):
            gradients.append(layer.tangent_weight_gradients(y_bar, y_dot_bar, x_dot, cache, own, self.xp))
            y_bar, y_dot_bar = layer.tangent_backward(y_bar, y_dot_bar, x_dot, cache, own, self.xp)
        return gradients[::-1]

    def rows(self, caches: list[Cache], rows: slice) -> list[Cache]:
        """The caches of some rows of the batch."""
        return [layer.rows(cache, rows, self.xp) for layer, cache in zip(self.layers, caches, strict=True)]

    def flatten(self, gradients: list[Grads]) -> Array:
        """All weight gradients as one array, in the order of the parameters."""
        parts = [own[name] for own, names in zip(gradients, self._names, strict=True) for name in names]
        return self.xp.concat([self.xp.reshape(part, (-1,)) for part in parts])
