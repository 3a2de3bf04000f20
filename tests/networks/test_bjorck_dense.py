"""Orthonormal layers: iterations by hand, where they lead, and critics whose slope is at most 1."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import ganreg
from ganreg.errors import NetworkError, ParameterError
from ganreg.networks import Sequential
from ganreg.networks.layers import BjorckDense, Flatten, GroupSort
from ganreg_array.layers.bjorck_dense import iterates
from ganreg_reference.layers import reference_layer
from ganreg_torch.layers import module_of

BACKENDS = ["reference", {"name": "numpy", "dtype": "float64"}, {"name": "torch", "dtype": "float64", "device": "cpu"}]
each_backend = pytest.mark.parametrize("backend", BACKENDS, ids=["reference", "numpy", "torch"])


def orthonormal(weight, iterations):
    """W̃ as the reference and as the array engine compute it."""
    layer = reference_layer(BjorckDense(len(weight), bias=False, iterations=iterations))
    columns = [layer.forward(unit, {"weight": weight}) for unit in np.eye(weight.shape[1])]
    return np.stack(columns, axis=1), iterates(weight, iterations, np)[-1]


def test_iterations_worked_by_hand():
    # diag(3, 4)/5 = diag(0.6, 0.8); 0.6·(3 − 0.36)/2 = 0.792 and 0.8·(3 − 0.64)/2 = 0.944.
    for found in orthonormal(np.diag([3.0, 4.0]), 1):
        np.testing.assert_allclose(found, np.diag([0.792, 0.944]), rtol=1e-15)
    twice = np.diag([0.792 * (3 - 0.792**2) / 2, 0.944 * (3 - 0.944**2) / 2])
    for found in orthonormal(np.diag([3.0, 4.0]), 2):
        np.testing.assert_allclose(found, twice, rtol=1e-15)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 999), st.sampled_from([1e-3, 1.0, 100.0]))
def test_enough_iterations_lead_to_the_nearest_orthonormal_matrix(rows, columns, seed, size):
    weight = size * np.random.default_rng(seed).normal(size=(rows, columns))
    u, _, v = np.linalg.svd(weight, full_matrices=False)
    for found in orthonormal(weight, 60):
        np.testing.assert_allclose(found, u @ v, atol=1e-6)
        products = found @ found.T if rows <= columns else found.T @ found
        np.testing.assert_allclose(products, np.eye(min(rows, columns)), atol=1e-6)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 6), st.integers(0, 999))
def test_no_singular_value_ever_exceeds_one(rows, columns, iterations, seed):
    weight = np.random.default_rng(seed).normal(size=(rows, columns)) ** 3
    for found in orthonormal(weight, iterations):
        assert np.linalg.norm(found, 2) <= 1 + 1e-14


def test_a_weight_of_zero_stays_zero():
    for found in orthonormal(np.zeros((2, 3)), 5):
        assert not np.any(found)


def test_a_weight_of_zero_has_finite_gradients_in_torch_and_numbers_like_the_others():
    layer, ones = BjorckDense(2, bias=False, iterations=3), np.ones((1, 3))
    module = module_of(layer, (3,)).double()
    module(torch.tensor(ones)).sum().backward()
    _, expected = reference_layer(layer).backward(ones[0], {"weight": np.zeros((2, 3))}, np.ones(2))
    # Each iteration multiplies by 3/2 near 0.
    np.testing.assert_allclose(expected["weight"], np.full((2, 3), 1.5**3), rtol=1e-15)
    np.testing.assert_allclose(module.weight.grad, expected["weight"], rtol=1e-15)


CRITIC = Sequential([Flatten(), BjorckDense(8), GroupSort(), BjorckDense(6), GroupSort(3), BjorckDense(1)])


def gan(backend, **choices):
    settings = {"critic": CRITIC, "constraint": "none", "data_shape": (3,), "batch_size": 8, "latent_dim": 2}
    return ganreg.build(backend=backend, loss="minimax", **(settings | choices))


@each_backend
def test_a_critic_of_orthonormal_layers_and_sorted_groups_is_1_lipschitz(backend):
    x = np.random.default_rng(0).normal(size=(40, 3))
    fresh = gan(backend)
    slopes = [fresh.engine.slopes(x), fresh.fit(x, iterations=3).engine.slopes(x)]
    assert np.max(slopes) <= 1 + 1e-12


@each_backend
def test_square_layers_keep_the_slope_at_exactly_one(backend):
    layers = [Flatten(), BjorckDense(3), GroupSort(3), BjorckDense(3), GroupSort(3), BjorckDense(1)]
    x = np.random.default_rng(0).normal(size=(40, 3))
    np.testing.assert_allclose(gan(backend, critic=Sequential(layers)).engine.slopes(x), 1, rtol=1e-12)


def test_the_default_start_is_orthogonal_and_20_iterations_are_those_of_the_authors():
    assert BjorckDense(3) == BjorckDense(3, bias=True, init="orthogonal", iterations=20)
    assert BjorckDense(3).parameters((5,))["weight"].initializer == "orthogonal"


def test_images_are_refused_by_name():
    with pytest.raises(NetworkError, match=r"BjorckDense\(3\) takes vectors.*\(1, 8, 8\).*Put Flatten"):
        BjorckDense(3).output_shape((1, 8, 8))


@pytest.mark.parametrize(
    ("parameters", "word"), [({"units": 0}, "units=0"), ({"units": 1, "iterations": 0}, "iterations=0")]
)
def test_parameters_out_of_range_are_refused(parameters, word):
    with pytest.raises(ParameterError, match=word):
        BjorckDense(**parameters)
