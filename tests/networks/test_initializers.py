"""Initial weights have the spread of their paper."""

from math import prod, sqrt

import numpy as np
import pytest

from ganreg.draws import Draws
from ganreg.networks.initializers import FOR_WEIGHTS, INITIALIZERS

SHAPE = (300, 200)


def stream():
    return Draws(0).stream("parameters/0.weight")


def start(name, shape=SHAPE):
    return INITIALIZERS[name](stream(), shape, shape[-1], shape[0])


def matrix(shape):
    return start("orthogonal", shape).reshape(shape[0], prod(shape[1:]))


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("he", sqrt(2 / 200)),  # He et al. 2015, eq. 10
        ("glorot", sqrt(2 / 500)),  # Glorot and Bengio 2010, eq. 16: the variance is 2/(fan_in + fan_out)
        ("dcgan", 0.02),  # Radford et al. 2016, section 4
        ("small", 0.05 / sqrt(3)),  # uniform, half as wide as it reaches
        ("normal", 1),
    ],
)
def test_weights_have_mean_zero_and_the_papers_deviation(name, deviation):
    weights = start(name)
    assert weights.shape == SHAPE
    assert abs(weights.mean()) < 4 * deviation / sqrt(weights.size)
    assert weights.std() == pytest.approx(deviation, rel=0.02)


def test_glorot_is_uniform_between_its_limits():
    limit = sqrt(6 / 500)
    assert np.abs(start("glorot")).max() <= limit
    assert np.histogram(start("glorot"), 4, (-limit, limit))[0] == pytest.approx([15000] * 4, rel=0.05)


@pytest.mark.parametrize(("name", "value"), [("zeros", 0), ("ones", 1)])
def test_constants_are_constant(name, value):
    assert (start(name) == value).all()


@pytest.mark.parametrize("shape", [(5, 3), (4, 4), (8, 3, 2, 1), (64, 3, 4, 4)], ids=str)
def test_orthogonal_columns_are_orthonormal_where_rows_are_not_fewer(shape):
    np.testing.assert_allclose(matrix(shape).T @ matrix(shape), np.eye(prod(shape[1:])), atol=1e-12)


@pytest.mark.parametrize("shape", [(3, 5), (4, 4), (2, 3, 4, 4), (1, 7)], ids=str)
def test_orthogonal_rows_are_orthonormal_where_they_are_not_more(shape):
    np.testing.assert_allclose(matrix(shape) @ matrix(shape).T, np.eye(shape[0]), atol=1e-12)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6)])
def test_the_signs_are_those_of_a_uniform_distribution(shape):
    weights, drawn = start("orthogonal", shape), stream().normal((6, 4))
    tall = weights if shape[0] >= shape[1] else weights.T
    triangle = tall.T @ drawn
    np.testing.assert_allclose(triangle, np.triu(triangle), atol=1e-12)
    assert (np.diag(triangle) > 0).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_start_is_a_function_of_its_stream(name):
    weights = start(name, (3, 2, 4, 4))
    assert weights.shape == (3, 2, 4, 4)
    assert weights.dtype == np.float64
    np.testing.assert_array_equal(weights, start(name, (3, 2, 4, 4)))


def test_all_names_for_whole_networks_are_initializers():
    assert set(FOR_WEIGHTS) < set(INITIALIZERS)
    assert {"he", "glorot", "dcgan", "orthogonal", "small"} == set(FOR_WEIGHTS)
