"""A network: the layers' formulas, one after another and back."""

import numpy as np

from ganreg.networks import BoundNetwork
from ganreg_reference.layers import batch_layer
from ganreg_reference.layers.chain import Chain
from ganreg_reference.weights import Array, Weights


class ReferenceNetwork(Chain):
    """y = h_L(… h_1(x)) for the samples of one batch, `xs` `(n, *shape)`. Weights are named `{layer number}.{name}`.

    Args:
        bound: the specification.
        inference: whether it is in use, so that its buffers are among the weights, and not in training.

    Raises:
        UnsupportedError: the reference has no formulas for one of the layers.
    """

    def __init__(self, bound: BoundNetwork, inference: bool = False) -> None:
        super().__init__([batch_layer(layer, inference) for layer in bound.layers])
        self.specifications = bound.layers
        self.factors = {} if inference else bound.masks()
        pairs = zip(bound.layers, bound.shapes, strict=False)
        self._last = max((place for place, (layer, shape) in enumerate(pairs) if layer.parameters(shape)), default=0)

    def scores(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """The single number that a critic gives each sample, `(n,)`."""
        return self.forward(xs, weights, labels)[:, 0]

    def score_gradient(self, xs: Array, weights: Weights, labels: Array | None, derivatives: Array) -> Weights:
        """Σᵢ dᵢ·∇_w f(xᵢ)."""
        return self.backward(xs, weights, labels, derivatives[:, None])[1]

    def features(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """What goes into the last layer that has weights, `(n, d)`."""
        return self.trace(xs, weights, labels)[self._last].reshape(len(xs), -1)

    def feature_gradient(self, xs: Array, weights: Weights, labels: Array | None, derivatives: Array) -> Weights:
        """Σᵢ ⟨dᵢ, ∂φ(xᵢ)/∂w⟩ for the features φ and constant d `(n, d)`: backward from there alone."""
        before = Chain(self.layers[: self._last])
        adjoints = derivatives.reshape(self.trace(xs, weights, labels)[self._last].shape)
        return before.backward(xs, weights, labels, adjoints)[1]

    def slopes(self, xs: Array, weights: Weights, labels: Array | None) -> Array:
        """∇ₓᵢ Σⱼ f(xⱼ) for each sample, in the shape of the samples; ∇ₓf(xᵢ) where samples do not mix."""
        return self.backward(xs, weights, labels, np.ones((len(xs), 1)))[0]

    def slope_gradient(self, xs: Array, weights: Weights, labels: Array | None, directions: Array) -> Weights:
        """∇_w Σᵢ ⟨vᵢ, gᵢ⟩ for the slopes gᵢ and constant directions v: the scores' tangent along v, differentiated.

        A forward pass of (value, tangent) along v, then a reverse pass from the tangents of the scores alone.
        """
        adjoints = np.zeros((len(xs), 1))
        return self.tangent_backward(xs, weights, labels, directions, adjoints, np.ones((len(xs), 1)))[2]
