"""Every layer on small samples, with what its four methods are given and what the array backends return."""

import attrs
import numpy as np
import pytest

from ganreg.networks.layers import Dense, Flatten, LayerNorm, LeakyReLU, ReLU, Reshape, Softplus, Tanh
from ganreg_array.layers import implementation

CASES = [
    (Dense(3), (4,)),
    (Dense(1), (1,)),
    (Dense(2, bias=False), (5,)),
    (Flatten(), (2, 1, 3)),
    (Flatten(), (3,)),
    (LayerNorm(), (5,)),
    (LayerNorm(epsilon=0.1), (2, 2, 3)),
    (LayerNorm(), (1,)),
    (LeakyReLU(0.3), (2, 3)),
    (LeakyReLU(-0.5), (4,)),
    (ReLU(), (5,)),
    (Reshape((3, 2)), (6,)),
    (Softplus(2.5), (5,)),
    (Softplus(), (1, 2, 2)),
    (Tanh(), (2, 2)),
]
each_layer = pytest.mark.parametrize(("layer", "shape"), CASES, ids=str)


@attrs.frozen
class Numbers:
    """What the four methods of a layer are given."""

    x: np.ndarray
    x_dot: np.ndarray
    y_bar: np.ndarray
    y_dot_bar: np.ndarray
    weights: dict

    @classmethod
    def draw(cls, layer, shape, n, seed):
        random = np.random.default_rng(seed)
        x, x_dot = random.normal(size=(2, n, *shape))
        y_bar, y_dot_bar = random.normal(size=(2, n, *layer.output_shape(shape)))
        weights = {name: random.normal(size=spec.shape) for name, spec in layer.parameters(shape).items()}
        # No number is so near 0 that a difference would cross the kink of a rectifier.
        return cls(x + 0.01 * np.sign(x), x_dot, y_bar, y_dot_bar, weights)


def ours(layer, given):
    """y, x̄, ẏ, and the pair of tangent_backward, by the array layer; then both kinds of weight gradients."""
    array, weights = implementation(layer), given.weights
    y, cache = array.forward(given.x, weights, np)
    first = (y, array.backward(given.y_bar, cache, weights, np), array.tangent(given.x_dot, cache, weights, np))
    arguments = (given.y_bar, given.y_dot_bar, given.x_dot, cache, weights, np)
    gradients = array.weight_gradients(given.y_bar, cache, weights, np)
    return first, array.tangent_backward(*arguments), gradients, array.tangent_weight_gradients(*arguments)
