"""Layers over all samples of a batch: most take them one by one, batch normalisation does not."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ganreg_reference.layers.abstract import AbstractReferenceLayer, Array, Weights


class AbstractBatchLayer(ABC):
    """The four formulas for all samples of a batch, `xs` `(n, *shape)`, together.

    Adjoints and tangents are arrays `(n, …)` too, and L depends on all of them; a gradient in the weights is the whole
    of it, not that of one sample. `labels` `(n,)` are class numbers, or None for a network without classes.

    Args:
        layer: the layer's specification, of which only the parameters are read.
    """

    def __init__(self, layer: Any) -> None:
        self.layer = layer

    @abstractmethod
    def forward(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """All outputs."""

    @abstractmethod
    def backward(self, xs: Array, weights: Weights, labels: Array | None, adjoints: Array) -> tuple[Array, Weights]:
        """All x̄, and w̄, from all ȳ."""

    @abstractmethod
    def tangent(self, xs: Array, weights: Weights, labels: Array | None, tangents: Array) -> Array:
        """All ẏ from all ẋ."""

    @abstractmethod
    def tangent_backward(
        self,
        xs: Array,
        weights: Weights,
        labels: Array | None,
        tangents: Array,
        adjoints: Array,
        tangent_adjoints: Array,
    ) -> tuple[Array, Array, Weights]:
        """All x̄, all adjoints of ẋ, and w̄, where L depends on all y and all ẏ."""

    def buffers(self, xs: Array, weights: Weights, labels: Array | None, old: Weights) -> Mapping[str, Array]:
        """The layer's buffers after a training step has seen these samples; none by default."""
        return {}

    def kinks(self, xs: Array) -> Array | None:
        """How far the samples are from each kink, where a first or second derivative jumps; None without kinks."""
        return None

    def spread(self, xs: Array) -> float:
        """The least std x/√mean x² of the sets of numbers of xs whose std the layer divides by; 1 if there are none."""
        return 1.0

    def met(self, xs: Array, weights: Weights, labels: Array | None) -> "Iterator[tuple[AbstractBatchLayer, Array]]":
        """This layer with the samples that it meets; for one that is made of layers, each of these with theirs."""
        yield self, xs


class EachSample(AbstractBatchLayer):
    """A layer that takes each sample by itself: the formulas for one sample, n times.

    Args:
        layer: those formulas.
    """

    layer: AbstractReferenceLayer

    def forward(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """One output after another."""
        layers = self._layers(xs, labels)
        return np.array([layer.forward(x, weights) for layer, x in zip(layers, xs, strict=True)])

    def backward(self, xs: Array, weights: Weights, labels: Array | None, adjoints: Array) -> tuple[Array, Weights]:
        """One x̄ after another; w̄ is the sum over the samples."""
        rows = zip(self._layers(xs, labels), xs, adjoints, strict=True)
        found = [layer.backward(x, weights, adjoint) for layer, x, adjoint in rows]
        return np.array([x_adjoint for x_adjoint, _ in found]), _sum(own for _, own in found)

    def tangent(self, xs: Array, weights: Weights, labels: Array | None, tangents: Array) -> Array:
        """One ẏ after another."""
        rows = zip(self._layers(xs, labels), xs, tangents, strict=True)
        return np.array([layer.tangent(x, weights, tangent) for layer, x, tangent in rows])

    def tangent_backward(
        self,
        xs: Array,
        weights: Weights,
        labels: Array | None,
        tangents: Array,
        adjoints: Array,
        tangent_adjoints: Array,
    ) -> tuple[Array, Array, Weights]:
        """One pair after another; w̄ is the sum over the samples."""
        rows = zip(self._layers(xs, labels), xs, tangents, adjoints, tangent_adjoints, strict=True)
        found = [layer.tangent_backward(x, weights, *rest) for layer, x, *rest in rows]
        return np.array([f[0] for f in found]), np.array([f[1] for f in found]), _sum(f[2] for f in found)

    def kinks(self, xs: Array) -> Array | None:
        """Those of one sample after another."""
        distances = [self.layer.kink(x) for x in xs]
        return None if any(found is None for found in distances) else np.array(distances)

    def spread(self, xs: Array) -> float:
        """The least of all samples."""
        return min(self.layer.spread(x) for x in xs)

    def _layers(self, xs: Array, labels: Array | None) -> list[AbstractReferenceLayer]:
        """The layer as it stands for each sample."""
        return [self.layer] * len(xs) if labels is None else [self.layer.given(int(label)) for label in labels]


def _sum(parts: Any) -> dict[str, Array]:
    summed: dict[str, Array] = {}
    for part in parts:
        for name, value in part.items():
            summed[name] = summed[name] + value if name in summed else value
    return summed
