"""A specification becomes a network once the shapes at both ends are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import critics

from ganreg.draws import Draws
from ganreg.errors import NetworkError, ParameterError, UnknownNameError
from ganreg.networks import BoundNetwork, Dense, Flatten, Head, ReLU, Sequential, Softplus, Tanh

shapes = st.sampled_from([(4,), (2, 3), (1, 2, 3)])


@given(critics, shapes)
def test_the_shapes_run_from_end_to_end(network, shape):
    bound = BoundNetwork.bind(network, shape, (1,))
    assert (bound.input_shape, bound.output_shape) == (shape, (1,))
    for layer, before, after in zip(bound.layers, bound.shapes[:-1], bound.shapes[1:], strict=True):
        assert layer.output_shape(before) == after


@given(critics, shapes)
def test_parameters_are_named_by_layer_and_start_in_their_shape(network, shape):
    bound = BoundNetwork.bind(network, shape, (1,))
    start = bound.initial(Draws(0), "critic")
    assert {name: array.shape for name, array in start.items()} == {
        name: spec.shape for name, spec in bound.parameters().items()
    }
    assert all(array.dtype == np.float64 for array in start.values())


def test_names_are_those_of_a_sequential_torch_module():
    torch = pytest.importorskip("torch")
    bound = BoundNetwork.bind(Sequential([Flatten(), Dense(4), ReLU(), Dense(1)]), (2, 3), (1,))
    module = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(6, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    assert {name: spec.shape for name, spec in bound.parameters().items()} == {
        name: tuple(weight.shape) for name, weight in module.named_parameters()
    }


def test_the_start_is_a_function_of_seed_player_and_name():
    bound = BoundNetwork.bind(Sequential([Dense(3), Dense(3), Head()]), (3,), (1,))

    def start(seed, player):
        return bound.initial(Draws(seed), player)

    one, same = start(1, "critic"), start(1, "critic")
    assert all(np.array_equal(one[name], same[name]) for name in one)
    for other in (start(2, "critic"), start(1, "generator")):
        assert not np.array_equal(one["0.weight"], other["0.weight"])
    assert not np.array_equal(one["0.weight"], one["1.weight"])


def test_layers_come_as_objects_names_or_mappings():
    assert Sequential([Dense(4), "relu", {"name": "softplus", "beta": 2}]).stack == (Dense(4), ReLU(), Softplus(2))


def test_a_network_that_yields_something_else_is_refused():
    with pytest.raises(NetworkError, match=r"yields samples of shape \(4,\), expected \(1,\)\. .*Head\(\)"):
        BoundNetwork.bind(Sequential([Dense(4)]), (2,), (1,))


def test_a_layer_that_does_not_fit_is_refused():
    with pytest.raises(NetworkError, match="takes vectors"):
        BoundNetwork.bind(Sequential([Dense(4), Head()]), (2, 3), (1,))


def test_an_unknown_layer_says_what_was_meant():
    with pytest.raises(UnknownNameError, match="Did you mean 'softplus'"):
        Sequential(["softpluss"])


def test_what_is_no_layer_is_refused():
    with pytest.raises(ParameterError, match="is no layer"):
        Sequential([3])


@pytest.mark.parametrize(("activation", "expected"), [(ReLU(), True), (Tanh(), False), (Softplus(), False)])
def test_a_network_is_piecewise_linear_if_every_layer_is(activation, expected):
    assert BoundNetwork.bind(Sequential([Dense(2), activation, Dense(1)]), (2,), (1,)).piecewise_linear is expected
