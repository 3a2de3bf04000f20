"""Activations far from 0: finite, and right to single precision, in value and both derivatives."""

import numpy as np
import pytest
from scipy.special import log_ndtr

from ganreg.errors import MissingDependencyError
from ganreg.networks.layers import ELU, GELU, GroupSort, LeakyReLU, Sigmoid, SiLU, Softplus, Tanh
from ganreg_array.layers import implementation

POINTS = [-1e4, -50.0, -6.0, 0.0, 6.0, 50.0, 1e4]
TAILS = [-1e4, -50.0, -6.0]
SMOOTH = [ELU(), GELU(), GELU(approximate=True), Sigmoid(), SiLU(), Softplus()]


def derivatives(layer, x):
    """f, f′ and f″."""
    array, one, zero = implementation(layer), np.ones_like(x), np.zeros_like(x)
    y, cache = array.forward(x, {}, np)
    second, _ = array.tangent_backward(zero, one, one, cache, {}, np)
    return np.array([y, array.backward(one, cache, {}, np), second])


@pytest.mark.parametrize("layer", SMOOTH, ids=repr)
def test_single_precision_is_as_good_as_double(layer):
    narrow, wide = derivatives(layer, np.array(POINTS, dtype=np.float32)), derivatives(layer, np.array(POINTS))
    assert narrow.dtype == np.float32
    np.testing.assert_allclose(narrow, wide, rtol=3e-5, atol=1e-37)


def in_the_left_tail(layer, x):
    """f, f′ and f″ where exp(x) is small, in series."""
    e = np.exp(x)
    bell = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    return {
        Sigmoid(): [e / (1 + e), e / (1 + e) ** 2, e * (1 - e) / (1 + e) ** 3],
        SiLU(): [x * e / (1 + e), e / (1 + e) * (1 + x / (1 + e)), e / (1 + e) ** 2 * (2 + x * (1 - e) / (1 + e))],
        Softplus(): [np.log1p(e), e / (1 + e), e / (1 + e) ** 2],
        ELU(): [np.expm1(x), e, e],
        GELU(): [x * np.exp(log_ndtr(x)), np.exp(log_ndtr(x)) + x * bell, (2 - x * x) * bell],
    }[layer]


@pytest.mark.parametrize("layer", [Sigmoid(), SiLU(), Softplus(), ELU(), GELU()], ids=repr)
@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 2e-5), ("float64", 1e-12)])
def test_the_left_tail_is_not_lost(layer, dtype, rtol):
    expected = in_the_left_tail(layer, np.array(TAILS))
    np.testing.assert_allclose(derivatives(layer, np.array(TAILS, dtype=dtype)), expected, rtol=rtol, atol=1e-37)


@pytest.mark.parametrize(
    "layer",
    [ELU(), GELU(), GELU(approximate=True), SiLU(), Softplus()],
    ids=repr,
)
def test_far_to_the_right_a_rectifier_is_the_identity(layer):
    x = np.array([50.0, 1e4])
    np.testing.assert_allclose(derivatives(layer, x), [x, [1, 1], [0, 0]], atol=1e-20)


@pytest.mark.parametrize("layer", [Sigmoid(), Tanh()], ids=repr)
def test_far_to_the_right_a_bounded_activation_is_1(layer):
    assert derivatives(layer, np.array([1e4], dtype=np.float32)).tolist() == [[1], [0], [0]]


def test_far_to_the_left_tanh_is_minus_1():
    assert derivatives(Tanh(), np.array([-1e4], dtype=np.float32)).tolist() == [[-1], [0], [0]]


def test_at_zero_the_derivatives_of_elu_are_those_of_the_left_side():
    assert derivatives(ELU(0.5), np.zeros(1)).tolist() == [[0.0], [0.5], [0.5]]


def test_gelu_without_scipy_says_so_when_it_is_made(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy.special", None)
    with pytest.raises(MissingDependencyError, match="pip install scipy"):
        implementation(GELU())
    assert implementation(GELU(approximate=True))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_derivatives_of_sigmoid_are_not_lost_on_the_right(dtype):
    left, right = (derivatives(Sigmoid(), np.array(x, dtype=dtype))[1:] for x in (TAILS, np.negative(TAILS)))
    np.testing.assert_allclose(right[0], left[0], rtol=1e-6)
    np.testing.assert_allclose(right[1], -left[1], rtol=1e-6)


def test_equal_numbers_keep_their_order_when_sorted():
    layer, x = implementation(GroupSort(64)), np.zeros((1, 64), dtype=np.float32)
    x[0, ::2] = 1
    _, cache = layer.forward(x, {}, np)
    places = np.arange(64.0)[None]
    assert layer.tangent(places, cache, {}, np).tolist() == [[*range(1, 64, 2), *range(0, 64, 2)]]


@pytest.mark.parametrize("slope", [-0.5, 0.0, 0.2, 1.0, 3.0])
def test_a_leaky_rectifier_is_right_for_any_slope(slope):
    x = np.array([-1e4, -1.0, -1e-30, 0.0, 1e-30, 1.0, 1e4, np.nan])
    y, _ = implementation(LeakyReLU(slope=slope)).forward(x, {}, np)
    np.testing.assert_array_equal(y, np.where(x > 0, x, slope * x))


@pytest.mark.parametrize("slope", [-0.5, 0.0, 0.2, 3.0])
def test_a_leaky_rectifier_knows_no_bounds(slope):
    y, _ = implementation(LeakyReLU(slope=slope)).forward(np.array([np.inf, -np.inf]), {}, np)
    below = 0.0 if slope == 0 else -slope * np.inf
    np.testing.assert_array_equal(y, [np.inf, below])
