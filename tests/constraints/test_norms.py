"""Norms of gradients: over all axes, exact pull-backs, which are what PyTorch differentiates them to."""

from math import hypot, inf

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganreg.constraints import L1, Euclidean, GradientPenalty, LInf, Lp
from ganreg.errors import ParameterError, UnknownNameError
from ganreg_reference import norms as oracles

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])
sample_shapes = st.sampled_from([(1,), (4,), (3, 2), (1, 2, 3), (3, 2, 2)])


def numbers(array):
    return np.asarray(array).tolist()


@given(st.data(), sample_shapes, st.integers(1, 4))
def test_the_norm_of_a_sample_is_the_root_of_the_sum_of_squares_over_all_its_axes(data, shape, n):
    gradients = data.draw(
        arrays(np.float64, (n, *shape), elements=st.floats(-100, 100).filter(lambda v: v == 0 or abs(v) > 1e-100))
    )
    found = Euclidean().value(gradients.reshape(n, -1), np)
    assert found.shape == (n,)
    assert found.tolist() == pytest.approx([hypot(*sample.ravel()) for sample in gradients], rel=1e-14, abs=0)


@each_namespace
def test_the_norm_of_zero_is_zero_and_pulls_nothing_back(xp):
    gradients = xp.asarray([[0.0, 0.0], [3.0, -4.0]])
    norms = Euclidean().value(gradients, xp)
    pulled = Euclidean().pullback(gradients, norms, xp.asarray([7.0, 10.0]), xp)
    assert numbers(norms) == [0.0, 5.0]
    assert numbers(pulled) == [[0.0, 0.0], [6.0, -8.0]]


@pytest.mark.parametrize("size", [1e-12, 1e-6, 1e-3])
def test_no_stabiliser_is_added_under_the_root(size):
    assert Euclidean().value(np.array([[size, 0.0]]), np)[0] == pytest.approx(size, rel=1e-15)


def test_pytorch_differentiates_the_norm_of_zero_to_zero():
    import torch

    gradients = torch.tensor([[0.0, 0.0], [3.0, 4.0]], requires_grad=True)
    Euclidean().value(gradients, torch_xp).sum().backward()
    assert numbers(gradients.grad) == [[0.0, 0.0], pytest.approx([0.6, 0.8])]


@given(arrays(np.float64, (2, 3), elements=st.floats(-10, 10)), st.floats(-5, 5))
def test_the_pullback_is_the_derivative_of_the_norm(gradients, cotangent):
    gradients = np.where(np.abs(gradients) < 0.1, 0.5, gradients)
    norm, step, cotangents = Euclidean(), 1e-6, np.array([cotangent, 1.0])
    pulled = norm.pullback(gradients, norm.value(gradients, np), cotangents, np)
    for place in np.ndindex(gradients.shape):
        moved = np.zeros_like(gradients)
        moved[place] = step
        difference = norm.value(gradients + moved, np) - norm.value(gradients - moved, np)
        assert cotangents @ difference / (2 * step) == pytest.approx(pulled[place], abs=1e-7)


# Other orders ---------------------------------------------------------------------------------------------------------

NORMS = [Euclidean(), L1(), LInf(), Lp(p=1.5), Lp(p=3), Lp(p=20.0)]
each_norm = pytest.mark.parametrize("norm", NORMS, ids=repr)
ORACLES = {Euclidean: oracles.Euclidean, L1: oracles.L1, LInf: oracles.LInf, Lp: oracles.Lp}
gradients_with_ties = arrays(np.float64, (3, 4), elements=st.sampled_from([-2.0, -1.0, 0.0, 0.5, 2.0]))


@each_namespace
@pytest.mark.parametrize(
    ("norm", "expected", "pulled"),
    [
        # g = (3, −4, 0): |3| + |−4| + |0| = 7; max = 4; the cube root of 27 + 64 = 91.
        (L1(), 7.0, [1.0, -1.0, 0.0]),
        (LInf(), 4.0, [0.0, -1.0, 0.0]),
        (Lp(p=3), 91 ** (1 / 3), [9 / 91 ** (2 / 3), -16 / 91 ** (2 / 3), 0.0]),
        (Lp(), 5.0, [0.6, -0.8, 0.0]),
    ],
    ids=repr,
)
def test_the_norms_of_a_gradient_by_hand(norm, expected, pulled, xp):
    gradients = xp.asarray([[3.0, -4.0, 0.0]])  # float32 for PyTorch
    norms = norm.value(gradients, xp)
    assert numbers(norms) == [pytest.approx(expected, rel=1e-6)]
    assert numbers(norm.pullback(gradients, norms, xp.asarray([10.0]), xp)) == [pytest.approx(10 * np.array(pulled))]


@each_namespace
def test_numbers_that_share_the_largest_size_share_the_gradient(xp):
    gradients = xp.asarray([[2.0, -2.0, 1.0, 2.0]])
    pulled = LInf().pullback(gradients, LInf().value(gradients, xp), xp.asarray([6.0]), xp)
    assert numbers(pulled) == [[2.0, -2.0, 0.0, 2.0]]


@each_norm
@given(gradients=gradients_with_ties, cotangents=arrays(np.float64, 3, elements=st.floats(-5, 5)))
def test_pytorch_differentiates_the_value_to_the_pullback_at_ties_and_zeros_too(norm, gradients, cotangents):
    given_gradients = torch.tensor(gradients, requires_grad=True)
    norm.value(given_gradients, torch_xp).backward(torch.tensor(cotangents))
    pulled = norm.pullback(gradients, norm.value(gradients, np), cotangents, np)
    np.testing.assert_allclose(given_gradients.grad, pulled, rtol=1e-12, atol=1e-14)


@each_norm
@given(gradients=gradients_with_ties, cotangents=arrays(np.float64, 3, elements=st.floats(-5, 5)))
def test_norms_agree_with_the_reference_sample_by_sample(norm, gradients, cotangents):
    oracle, norms = ORACLES[type(norm)](norm), norm.value(gradients, np)
    np.testing.assert_allclose(norms, [oracle.value(g) for g in gradients], rtol=1e-14)
    expected = [oracle.pullback(g, c) for g, c in zip(gradients, cotangents, strict=True)]
    np.testing.assert_allclose(norm.pullback(gradients, norms, cotangents, np), expected, rtol=1e-13, atol=1e-15)


@each_norm
@given(x=arrays(np.int64, 4, elements=st.integers(-9, 9)), g=arrays(np.int64, 4, elements=st.integers(-9, 9)))
def test_hoelder_a_slope_is_at_most_the_norm_times_the_dual_distance(norm, x, g):
    p = {Euclidean: 2, L1: 1, LInf: inf, Lp: getattr(norm, "p", 2)}[type(norm)]
    dual = inf if p == 1 else 1 if p == inf else p / (p - 1)
    assert abs(g @ x) <= norm.value(g[None].astype(float), np)[0] * np.linalg.norm(x, ord=dual) * (1 + 1e-12)


@pytest.mark.parametrize("size", [1e-30, 1e30])
def test_high_powers_neither_overflow_nor_vanish_in_float32(size):
    gradients = np.array([[size, size, 0.0]], dtype=np.float32)
    assert Lp(p=20.0).value(gradients, np)[0] == pytest.approx(size * 2**0.05, rel=1e-6)


@pytest.mark.parametrize(
    ("given_as", "norm"),
    [
        (1, L1()),
        (2, Euclidean()),
        (2.0, Euclidean()),
        (inf, LInf()),
        (3, Lp(p=3)),
        ("l1", L1()),
        ("l2", Euclidean()),
        ("linf", LInf()),
        ({"name": "lp", "p": 4}, Lp(p=4)),
        (LInf(), LInf()),
    ],
)
def test_a_penalty_takes_its_norm_by_order_name_mapping_or_object(given_as, norm):
    assert GradientPenalty(norm=given_as) == GradientPenalty(norm=norm)


@pytest.mark.parametrize("wrong", [0.5, 0, -2, float("nan"), True, None])
def test_what_is_no_norm_is_refused(wrong):
    with pytest.raises(ParameterError):
        GradientPenalty(norm=wrong)


def test_a_misspelt_norm_is_refused_by_name():
    with pytest.raises(UnknownNameError, match=r"no norm named 'linff'.*linf"):
        GradientPenalty(norm="linff")
