"""Layers one after another, over all samples of a batch."""

from collections.abc import Iterator, Mapping, Sequence

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.batch import AbstractBatchLayer


class Chain(AbstractBatchLayer):
    """y = h_L(… h_1(x)). Weights are named `{layer number}.{name}`. No memory: each method walks forward again."""

    def __init__(self, layers: Sequence[AbstractBatchLayer]) -> None:
        self.layers = list(layers)

    def trace(self, xs: Array, weights: Weights, labels: Array | None) -> list[Array]:
        """The samples before each layer, and after the last."""
        values = [xs]
        for index, layer in enumerate(self.layers):
            values.append(layer.forward(values[-1], own(weights, index), labels))
        return values

    def forward(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """The outputs of the last layer."""
        return self.trace(xs, weights, labels)[-1]

    def backward(self, xs: Array, weights: Weights, labels: Array | None, adjoints: Array) -> tuple[Array, Weights]:
        """The chain rule, from the last layer to the first."""
        values = self.trace(xs, weights, labels)
        gradients: dict[str, Array] = {}
        for index, layer in reversed(list(enumerate(self.layers))):
            adjoints, found = layer.backward(values[index], own(weights, index), labels, adjoints)
            gradients |= named(found, index)
        return adjoints, gradients

    def tangent(self, xs: Array, weights: Weights, labels: Array | None, tangents: Array) -> Array:
        """The tangents after the last layer."""
        return self._tangents(self.trace(xs, weights, labels), weights, labels, tangents)[-1]

    def _tangents(self, values: list[Array], weights: Weights, labels: Array | None, tangents: Array) -> list[Array]:
        """The tangents before each layer, and after the last, beside the values there."""
        along = [tangents]
        for index, layer in enumerate(self.layers):
            along.append(layer.tangent(values[index], own(weights, index), labels, along[-1]))
        return along

    def tangent_backward(
        self,
        xs: Array,
        weights: Weights,
        labels: Array | None,
        tangents: Array,
        adjoints: Array,
        tangent_adjoints: Array,
    ) -> tuple[Array, Array, Weights]:
        """The chain rule for values and tangents together, from the last layer to the first."""
        values = self.trace(xs, weights, labels)
        along = self._tangents(values, weights, labels, tangents)
        gradients: dict[str, Array] = {}
        for index, layer in reversed(list(enumerate(self.layers))):
            adjoints, tangent_adjoints, found = layer.tangent_backward(
                values[index], own(weights, index), labels, along[index], adjoints, tangent_adjoints
            )
            gradients |= named(found, index)
        return adjoints, tangent_adjoints, gradients

    def buffers(self, xs: Array, weights: Weights, labels: Array | None, old: Weights) -> Mapping[str, Array]:
        """Those of all layers."""
        values = self.trace(xs, weights, labels)
        after: dict[str, Array] = {}
        for index, layer in enumerate(self.layers):
            after |= named(layer.buffers(values[index], own(weights, index), labels, own(old, index)), index)
        return after

    def met(self, xs: Array, weights: Weights, labels: Array | None) -> Iterator[tuple[AbstractBatchLayer, Array]]:
        """Each layer that is not made of layers, with the samples that it meets."""
        values = self.trace(xs, weights, labels)
        for index, layer in enumerate(self.layers):
            yield from layer.met(values[index], own(weights, index), labels)


def own(weights: Weights, part: int | str) -> Weights:
    """The weights of one part, by their names within it."""
    prefix = f"{part}."
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}


def named(weights: Weights, part: int | str) -> dict[str, Array]:
    """The weights of one part, by their names in the whole."""
    return {f"{part}.{name}": value for name, value in weights.items()}
