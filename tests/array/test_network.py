"""A network walked back for some rows alone finds for these what it finds for all."""

import numpy as np
import pytest

from ganreg.networks import BatchNorm, Conv2d, Dense, Flatten, Residual, Sequential
from ganreg.networks.network import BoundNetwork
from ganreg_array.layers.abstract import Context
from ganreg_array.network import ArrayNetwork

ROWS = 6
HEAD = [Flatten(), Dense(1)]
STACKS = {
    "dense": ((4,), [Dense(5), "relu", Dense(1)]),
    "no parameters first": ((2, 3, 3), [Flatten(), "tanh", Dense(5), "relu", Dense(1)]),
    "convolution": ((2, 4, 4), [Conv2d(3, kernel=3, padding=1), "leaky_relu", *HEAD]),
    "residual": ((4,), [Residual([Dense(4), "relu"]), Dense(1)]),
    "batch norm first": ((4,), [BatchNorm(), Dense(5), "relu", Dense(1)]),
    "batch norm after no parameters": ((2, 3, 3), [Flatten(), BatchNorm(), Dense(1)]),
    "one layer": ((4,), [Dense(1)]),
}


@pytest.mark.parametrize("wanted", [slice(0, ROWS), slice(4, ROWS), slice(0, 2), slice(ROWS, ROWS), slice(0, 0)])
@pytest.mark.parametrize("name", STACKS)
def test_some_rows_have_the_gradients_that_they_have_among_all(name, wanted):
    shape, stack = STACKS[name]
    network = ArrayNetwork(BoundNetwork.bind(Sequential(stack), shape, (1,)), np)
    random = np.random.default_rng(0)
    params = {key: random.normal(size=spec.shape) for key, spec in network.bound.parameters().items()}
    weights = network.weights(params)
    y, caches = network.forward(random.normal(size=(ROWS, *shape)), weights, Context())
    y_bar = random.normal(size=y.shape)
    whole, traces = network.backward(y_bar, caches, weights)
    part, own = network.backward(y_bar, caches, weights, wanted)
    assert part.shape[0] == wanted.stop - wanted.start
    np.testing.assert_allclose(part.reshape(-1), whole[wanted].reshape(-1), rtol=1e-12, atol=1e-14)
    expected, found = (network.weight_gradients(one, caches, weights) for one in (traces, own))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
