"""Every layer on small samples, what its four formulas are given, and what they must give."""

import attrs
import numpy as np

from ganreg.networks.layers import (
    ELU,
    GELU,
    AveragePool,
    BatchNorm,
    ClassProjection,
    ConditionalBatchNorm,
    Constant,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Embedding,
    Flatten,
    GroupNorm,
    GroupSort,
    LayerNorm,
    LeakyReLU,
    ReLU,
    Reshape,
    Residual,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    Upsample,
)

BY_SAMPLE = [
    (AveragePool(), (2, 4, 5)),
    (AveragePool(3, stride=2), (1, 5, 6)),
    (ClassProjection(3), (4,)),
    (Constant((2, 1)), (3,)),
    (Conv2d(2, padding=1), (2, 3, 2)),
    (ConvTranspose2d(2, kernel=3, output_padding=1), (2, 2, 3)),
    (Dense(3), (4,)),
    (Dense(2, bias=False), (3,)),
    (ELU(0.7), (2, 3)),
    (Embedding(3, size=2), (3,)),
    (Flatten(), (2, 1, 3)),
    (GELU(approximate=True), (5,)),
    (GroupNorm(2), (4, 2, 1)),
    (GroupNorm(1, affine=False), (5,)),
    (GroupSort(), (4, 2, 2)),
    (GroupSort(3), (6,)),
    (LayerNorm(), (5,)),
    (LayerNorm(epsilon=0.1), (2, 2, 2)),
    (LayerNorm(affine=False), (2, 2)),
    (LayerNorm(), (1,)),
    (LeakyReLU(0.3), (2, 3)),
    (ReLU(), (5,)),
    (Reshape((3, 2)), (6,)),
    (Residual([Dense(3), LayerNorm(), Tanh()], [Dense(3, bias=False)]), (4,)),
    (Residual([Conv2d(2, padding=1), ReLU()]), (2, 2, 2)),
    (Sigmoid(), (5,)),
    (SiLU(), (2, 3)),
    (Softplus(2.5), (5,)),
    (Tanh(), (2, 2)),
    (Upsample(), (2, 2, 1)),
    (Upsample(3), (1, 1, 2)),
]
BY_BATCH = [
    (BatchNorm(), (2,)),
    (BatchNorm(epsilon=0.1, affine=False), (2, 1, 3)),
    (ConditionalBatchNorm(3), (2, 2, 1)),
    (
        Residual([BatchNorm(), SiLU(), Conv2d(2, padding=1), ConditionalBatchNorm(3)], [BatchNorm(affine=False)]),
        (2, 2, 1),
    ),
]
CASES = [
    *((layer, shape, False) for layer, shape in BY_SAMPLE + BY_BATCH),
    *((layer, shape, True) for layer, shape in BY_BATCH),
]
"""Layer, shape of a sample, and whether it is in use: then running statistics are among its weights."""


@attrs.frozen
class Numbers:
    """All x, ẋ, adjoints of y and ẏ, labels and weights, standard normal; running variances are positive."""

    x: np.ndarray
    tangent: np.ndarray
    adjoint: np.ndarray
    tangent_adjoint: np.ndarray
    labels: np.ndarray | None
    trainable: dict
    buffers: dict

    @classmethod
    def draw(cls, layer, shape, seed, n=3):
        random = np.random.default_rng(seed)
        x, tangent = random.normal(size=(2, n, *shape))
        adjoint, tangent_adjoint = random.normal(size=(2, n, *layer.output_shape(shape)))
        labels = None if layer.classes is None else random.integers(layer.classes, size=n)
        trainable = {name: random.normal(size=spec.shape) for name, spec in layer.parameters(shape).items()}
        buffers = {name: random.uniform(0.5, 2.0, spec.shape) for name, spec in layer.buffers(shape).items()}
        return cls(x, tangent, adjoint, tangent_adjoint, labels, trainable, buffers)

    def weights(self, arrays=None):
        """All weights, the trainable ones taken from `arrays` if given."""
        return {**self.buffers, **{name: (arrays or self.trainable)[name] for name in self.trainable}}


def check_backward(layer, given, complex_step, assert_close):
    """`backward` is the gradient of ⟨ȳ, y⟩ in x and all trainable weights."""

    def paired(arrays):
        return np.sum(given.adjoint * layer.forward(arrays["x"], given.weights(arrays), given.labels))

    x_adjoint, gradients = layer.backward(given.x, given.weights(), given.labels, given.adjoint)
    assert_close({"x": x_adjoint, **gradients}, complex_step(paired, {"x": given.x, **given.trainable}), 1e-12)


def check_tangent(layer, given, assert_close):
    """`tangent` is the derivative of y along ẋ."""
    moved = layer.forward(given.x + 1e-30j * given.tangent, given.weights(), given.labels)
    found = layer.tangent(given.x, given.weights(), given.labels, given.tangent)
    assert_close({"y": found}, {"y": np.imag(moved) / 1e-30}, 1e-12)


def check_tangent_backward(layer, given, complex_step, assert_close):
    """`tangent_backward` is the gradient of ⟨ȳ, y⟩ + ⟨c, ẏ⟩ in x, ẋ and all trainable weights."""

    def paired(arrays):
        weights = given.weights(arrays)
        value = layer.forward(arrays["x"], weights, given.labels)
        along = layer.tangent(arrays["x"], weights, given.labels, arrays["tangent"])
        return np.sum(given.adjoint * value) + np.sum(given.tangent_adjoint * along)

    adjoints = (given.tangent, given.adjoint, given.tangent_adjoint)
    found = layer.tangent_backward(given.x, given.weights(), given.labels, *adjoints)
    expected = complex_step(paired, {"x": given.x, "tangent": given.tangent, **given.trainable})
    assert_close({"x": found[0], "tangent": found[1], **found[2]}, expected, 1e-11)


def check_all(layer, given, complex_step, assert_close):
    """`backward`, `tangent` and `tangent_backward` are the derivatives of `forward`."""
    check_backward(layer, given, complex_step, assert_close)
    check_tangent(layer, given, assert_close)
    check_tangent_backward(layer, given, complex_step, assert_close)
