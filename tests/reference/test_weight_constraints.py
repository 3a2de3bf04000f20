"""The oracles of spectral normalisation and orthogonal regularisation, by complex step and by hand."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ganreg import constraints as specified
from ganreg.draws import Draws
from ganreg_reference.orthogonal import Orthogonal
from ganreg_reference.spectral_norm import SpectralNorm, iterated, largest

shapes = st.sampled_from([(1, 3), (3, 1), (2, 3), (4, 2), (3, 2, 2, 1)])
seeds = st.integers(0, 999)


def oracle(**parameters):
    return SpectralNorm(specified.SpectralNorm(**parameters))


def drawn(seed, shape):
    return np.random.default_rng(seed).normal(size=shape)


def test_one_iteration_by_hand():
    # W = diag(3, 4), u = (0.8, 0.6): v = (1, 1)/√2, u′ = (0.6, 0.8), σ = 5/√2; G = I: see tests/constraints.
    weights, state = {"w": np.diag([3.0, 4.0])}, {"w": np.array([0.8, 0.6])}
    np.testing.assert_allclose(oracle().effective(weights, state)["w"], np.diag([0.6, 0.8]) * 2**0.5, rtol=1e-15)
    np.testing.assert_allclose(oracle().next_state(state, weights)["w"], [0.6, 0.8], rtol=1e-15)
    pulled = oracle().pullback(weights, state, {"w": np.eye(2)})["w"]
    np.testing.assert_allclose(pulled, np.array([[0.16, -0.84], [-1.12, -0.12]]) * 2**0.5 / 5, rtol=1e-14)


@given(shape=shapes, iterations=st.integers(1, 3), seed=seeds)
def test_the_pullback_is_the_derivative_with_both_vectors_held(shape, iterations, seed, complex_step, assert_close):
    weight, gradient, given_u = drawn(seed, shape), drawn(seed + 1, shape), drawn(seed + 2, shape[:1])
    u, v, _ = iterated(weight.reshape(shape[0], -1), given_u, iterations)

    def paired(arrays):
        sigma = u @ arrays["w"].reshape(shape[0], -1) @ v
        return np.sum(gradient * arrays["w"] / sigma)

    found = oracle(iterations=iterations).pullback({"w": weight}, {"w": given_u}, {"w": gradient})
    assert_close(found, complex_step(paired, {"w": weight}), 1e-10)


@given(seed=seeds)
def test_the_exact_pullback_is_the_whole_derivative(seed, complex_step, assert_close):
    # 100 power iterations of complex numbers: u and v follow W here, and must not matter.
    weight, gradient = drawn(seed, (3, 2)) + 3 * np.eye(3, 2)[:, :1], drawn(seed + 1, (3, 2))

    def paired(arrays):
        _, _, sigma = iterated(arrays["w"], np.ones(3), 100)
        return np.sum(gradient * arrays["w"] / sigma)

    values = np.linalg.svd(weight)[1]
    assume(values[1] < 0.8 * values[0])  # so that 100 iterations are enough
    found = oracle(method="svd").pullback({"w": weight}, {}, {"w": gradient})
    assert_close(found, complex_step(paired, {"w": weight}), 1e-9)


@given(shapes, seeds)
def test_the_exact_triplet_is_that_of_a_decomposition(shape, seed):
    matrix = drawn(seed, shape).reshape(shape[0], -1)
    u, v, sigma = largest(matrix)
    assert sigma == pytest.approx(np.linalg.norm(matrix, 2), rel=1e-12)
    np.testing.assert_allclose(u @ matrix, sigma * v, atol=1e-7)
    np.testing.assert_allclose(matrix @ v, sigma * u, atol=1e-7)


@pytest.mark.parametrize("method", ["power", "svd"])
def test_a_weight_of_zero_is_left_alone(method):
    weights, state = {"w": np.zeros((2, 3)), "b": np.ones(2)}, {"w": np.array([0.6, 0.8])}
    one, gradient = oracle(method=method), {"w": np.ones((2, 3)), "b": np.ones(2)}
    assert not np.any(one.effective(weights, state)["w"])
    assert np.array_equal(one.pullback(weights, state, gradient)["w"], gradient["w"])


def test_the_first_state_has_length_one_and_follows_the_names():
    weights = {"b": drawn(0, (3, 2)), "a": drawn(1, (2, 2)), "c": drawn(2, (4,))}
    found, same = oracle().start(weights, Draws(5).stream("here")), Draws(5).stream("here")
    first, second = same.normal((2,)), same.normal((3,))
    np.testing.assert_allclose(found["a"], first / np.linalg.norm(first), rtol=1e-15)
    np.testing.assert_allclose(found["b"], second / np.linalg.norm(second), rtol=1e-15)
    assert oracle(method="svd").start(weights, Draws(5).stream("here")) == {}


@given(shape=shapes, diagonal=st.booleans(), seed=seeds)
def test_the_gradient_of_orthogonal_regularisation(shape, diagonal, seed, complex_step, assert_close):
    penalty = Orthogonal(specified.Orthogonal(weight=0.7, diagonal=diagonal))
    weights = {"w": drawn(seed, shape)}
    assert_close(penalty.gradients(weights), complex_step(penalty.value, weights), 1e-12)


def test_orthogonal_regularisation_by_hand():
    # WWᵀ − I = [[4, 6], [6, 8]]: 152 in all, 72 beside the diagonal.
    weights = {"w": np.array([[1.0, 2.0], [0.0, 3.0]]), "b": np.ones(3)}
    values = [Orthogonal(specified.Orthogonal(weight=1, diagonal=d)).value(weights) for d in (True, False)]
    assert values == [152, 72]
    assert Orthogonal(specified.Orthogonal(exclude="w")).gradients(weights) == {}


def test_a_weight_of_zero_keeps_none_from_being_normalised_and_what_is_excluded_is_not():
    weights = {"0.weight": np.zeros((2, 2)), "1.weight": np.diag([3.0, 4.0]), "2.weight": np.eye(2)}
    normalised = oracle(method="svd", exclude="2.*")
    assert set(normalised.effective(weights, {})) == {"0.weight", "1.weight"}
    pulled = normalised.pullback(weights, {}, {name: np.eye(2) for name in weights})
    assert set(pulled) == {"0.weight", "1.weight"}
    # σ = 4, u = v = (0, 1): I/4 less (3 + 4)/16 at the last place.
    np.testing.assert_allclose(pulled["1.weight"], np.diag([0.25, 0.25 - 7 / 16]), atol=1e-15)
