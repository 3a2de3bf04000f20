"""Every layer on small samples, with what its methods are given and what the array backends return."""

from math import prod

import attrs
import numpy as np
import pytest

from ganreg.networks.layers import (
    ELU,
    GELU,
    AbstractLayer,
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
from ganreg_array.layers import implementation
from ganreg_array.layers.abstract import Context

BODY = (Conv2d(3, padding=1), BatchNorm(), ELU(), Conv2d(2, stride=2), GroupNorm(1))
SHORTCUT = (Conv2d(2, kernel=1), AveragePool(3, stride=2))
BY_CLASS = (Embedding(classes=2, size=2), Dense(3), ConditionalBatchNorm(classes=2), Tanh(), Dense(4))


@attrs.frozen
class Case:
    """A layer for samples of a shape, in training or in use."""

    layer: AbstractLayer
    shape: tuple
    in_use: bool = False

    def __str__(self):
        return f"{self.layer!r} {self.shape}{' in use' * self.in_use}"

    @property
    def mixes(self):
        return self.layer.mixes_samples and not self.in_use

    @property
    def constant(self):
        """Whether the output does not depend on x: each number is alone and normalised to 0, or x is ignored."""
        if isinstance(self.layer, Constant):
            return True
        alone = getattr(self.layer, "groups", 1)
        return isinstance(self.layer, (LayerNorm, GroupNorm)) and prod(self.shape) == alone

    @property
    def affine(self):
        """Whether the second derivative in x is 0."""
        running = self.in_use and isinstance(self.layer, (BatchNorm, ConditionalBatchNorm))
        return self.layer.piecewise_linear or running or self.constant

    def implementation(self):
        return implementation(self.layer, self.shape, self.in_use)


TRAINED = [
    Case(layer, shape)
    for layer, shape in (
        (AveragePool(), (2, 4, 5)),
        (AveragePool(3, stride=2), (1, 6, 5)),
        (BatchNorm(), (3,)),
        (BatchNorm(epsilon=0.1), (2, 2, 3)),
        (BatchNorm(affine=False), (2, 2, 1)),
        (ClassProjection(classes=3), (4,)),
        (ConditionalBatchNorm(classes=2), (3,)),
        (ConditionalBatchNorm(classes=3), (2, 1, 3)),
        (Constant((2, 3)), (4,)),
        (Constant((1,)), (1, 2, 2)),
        (Conv2d(3, padding=1), (2, 3, 4)),
        (Conv2d(2, kernel=2, stride=2, bias=False), (1, 5, 4)),
        (ConvTranspose2d(3), (2, 2, 3)),
        (ConvTranspose2d(1, kernel=3, stride=2, output_padding=1, bias=False), (2, 2, 2)),
        (Dense(3), (4,)),
        (Dense(1), (1,)),
        (Dense(2, bias=False), (5,)),
        (ELU(0.7), (5,)),
        (ELU(), (2, 2, 2)),
        (Embedding(classes=3, size=2), (4,)),
        (Flatten(), (2, 1, 3)),
        (Flatten(), (3,)),
        (GELU(), (6,)),
        (GELU(approximate=True), (2, 3)),
        (GroupNorm(2), (4, 2, 2)),
        (GroupNorm(2, epsilon=0.1), (6,)),
        (GroupNorm(1, affine=False), (2, 1, 2)),
        (GroupNorm(3), (3,)),
        (GroupSort(), (6,)),
        (GroupSort(3), (6, 1, 2)),
        (LayerNorm(), (5,)),
        (LayerNorm(epsilon=0.1), (2, 2, 3)),
        (LayerNorm(affine=False), (4,)),
        (LayerNorm(), (1,)),
        (LeakyReLU(0.3), (2, 3)),
        (LeakyReLU(-0.5), (4,)),
        (ReLU(), (5,)),
        (Reshape((3, 2)), (6,)),
        (Residual([Dense(3), GroupSort(3), Dense(4)]), (4,)),
        (Residual([Dense(3), Tanh(), Dense(4, bias=False)]), (4,)),
        (Residual(BODY, SHORTCUT), (2, 5, 5)),
        (Residual([Residual([LayerNorm(), Softplus()]), Dense(2)], [Dense(2)]), (3,)),
        (Residual(BY_CLASS), (4,)),
        (Sigmoid(), (5,)),
        (SiLU(), (2, 3)),
        (Softplus(2.5), (5,)),
        (Softplus(), (1, 2, 2)),
        (Tanh(), (2, 2)),
        (Upsample(), (2, 2, 3)),
        (Upsample(3), (1, 2, 1)),
    )
]
CASES = TRAINED + [attrs.evolve(case, in_use=True) for case in TRAINED if case.mixes]
each_layer = pytest.mark.parametrize("case", CASES, ids=str)


@attrs.frozen
class Numbers:
    """What the methods of a layer are given."""

    x: np.ndarray
    x_dot: np.ndarray
    y_bar: np.ndarray
    y_dot_bar: np.ndarray
    weights: dict
    labels: np.ndarray | None = None

    @classmethod
    def draw(cls, case, n, seed):
        random, layer, shape = np.random.default_rng(seed), case.layer, case.shape
        n = max(n, 2) if case.mixes else n  # one number alone has no variance
        y_bar, y_dot_bar = random.normal(size=(2, n, *layer.output_shape(shape)))
        weights = {name: random.normal(size=spec.shape) for name, spec in layer.parameters(shape).items()}
        if case.in_use:
            running = {name: random.normal(size=spec.shape) for name, spec in layer.buffers(shape).items()}
            weights |= {name: abs(value) + 0.1 if "var" in name else value for name, value in running.items()}
        labels = None if layer.classes is None else random.integers(layer.classes, size=n)
        x, x_dot = scattered(random, (n, *shape)), random.normal(size=(n, *shape))
        return cls(x, x_dot, y_bar, y_dot_bar, weights, labels)

    @property
    def arrays(self):
        return {name: getattr(self, name) for name in ("x", "x_dot", "y_bar", "y_dot_bar")}

    def each(self, change):
        """The same with every array of real numbers changed by a function."""
        arrays = {name: change(array) for name, array in self.arrays.items()}
        return attrs.evolve(self, **arrays, weights={name: change(array) for name, array in self.weights.items()})


def scattered(random, shape):
    """Numbers so far apart, and so far from 0, that a small difference crosses no kink and no tie."""
    places = random.permutation(prod(shape)) + 0.5 - prod(shape) / 2 + random.choice([-0.25, 0.25])
    return random.uniform(2, 5) * places.reshape(shape) / prod(shape)


@attrs.frozen
class Found:
    """What the methods of a layer return: y, x̄ and ẏ, weight gradients; then the second order."""

    y: np.ndarray
    x_bar: np.ndarray
    y_dot: np.ndarray
    gradients: dict
    second_x_bar: np.ndarray
    x_dot_bar: np.ndarray
    second_gradients: dict

    @property
    def arrays(self):
        """All by name."""
        plain = {name: value for name, value in attrs.asdict(self, recurse=False).items() if "gradients" not in name}
        first = {f"first {name}": value for name, value in self.gradients.items()}
        return plain | first | {f"second {name}": value for name, value in self.second_gradients.items()}


def ours(case, given, xp=np, sets=None):
    """All of it, by the array layer."""
    layer, weights = case.implementation(), given.weights
    y, cache = layer.forward_in(given.x, weights, xp, Context(given.labels, sets))
    x_bar, back = layer.walk_back(given.y_bar, cache, weights, xp)
    y_dot, along = layer.walk_along(given.x_dot, cache, weights, xp)
    twice = layer.walk_twice(given.y_bar, given.y_dot_bar, along, cache, weights, xp)
    return Found(y, x_bar, y_dot, layer.weight_gradients(back, cache, weights, xp), *twice)
