"""Two paths from the same input, added."""

from collections.abc import Iterator, Sequence

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.batch import AbstractBatchLayer
from ganreg_reference.layers.chain import Chain, named, own


class Residual(AbstractBatchLayer):
    """y = a(x) + b(x), so ẏ = ȧ + ḃ; x̄ and the adjoint of ẋ are the sums of what both paths give.

    Args:
        body: the layers of a.
        shortcut: the layers of b; none if b(x) = x.
    """

    def __init__(self, body: Sequence[AbstractBatchLayer], shortcut: Sequence[AbstractBatchLayer]) -> None:
        self.paths = {"body": Chain(body), "shortcut": Chain(shortcut)}

    def forward(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """a(x) + b(x)."""
        a, b = (path.forward(xs, own(weights, name), labels) for name, path in self.paths.items())
        return a + b

    def backward(self, xs: Array, weights: Weights, labels: Array | None, adjoints: Array) -> tuple[Array, Weights]:
        """x̄ = x̄ₐ + x̄_b."""
        found = {name: path.backward(xs, own(weights, name), labels, adjoints) for name, path in self.paths.items()}
        gradients = {full: value for name, (_, w) in found.items() for full, value in named(w, name).items()}
        return found["body"][0] + found["shortcut"][0], gradients

    def tangent(self, xs: Array, weights: Weights, labels: Array | None, tangents: Array) -> Array:
        """ȧ + ḃ."""
        a, b = (path.tangent(xs, own(weights, name), labels, tangents) for name, path in self.paths.items())
        return a + b

    def tangent_backward(
        self,
        xs: Array,
        weights: Weights,
        labels: Array | None,
        tangents: Array,
        adjoints: Array,
        tangent_adjoints: Array,
    ) -> tuple[Array, Array, Weights]:
        """Both adjoints are sums over the paths."""
        rest = (labels, tangents, adjoints, tangent_adjoints)
        a, b = (path.tangent_backward(xs, own(weights, name), *rest) for name, path in self.paths.items())
        return a[0] + b[0], a[1] + b[1], named(a[2], "body") | named(b[2], "shortcut")

    def buffers(self, xs: Array, weights: Weights, labels: Array | None, old: Weights) -> Weights:
        """Those of both paths."""
        a, b = (path.buffers(xs, own(weights, name), labels, own(old, name)) for name, path in self.paths.items())
        return named(a, "body") | named(b, "shortcut")

    def met(self, xs: Array, weights: Weights, labels: Array | None) -> Iterator[tuple[AbstractBatchLayer, Array]]:
        """Those of both paths."""
        for name, path in self.paths.items():
            yield from path.met(xs, own(weights, name), labels)
