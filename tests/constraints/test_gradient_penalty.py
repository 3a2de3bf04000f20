"""The gradient penalty: closed forms, derivatives, parameters."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganreg.constraints import GradientPenalty, Interpolates
from ganreg.errors import ParameterError

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])
norm_vectors = arrays(np.float64, st.integers(1, 5), elements=st.floats(0, 10))


def numbers(array):
    return np.asarray(array).tolist()


@each_namespace
def test_the_penalty_is_ten_times_the_mean_squared_distance_from_one(xp):
    norms = xp.asarray([0.0, 1.0, 3.0])
    assert float(GradientPenalty().value(norms, xp)) == pytest.approx(10 * (1 + 0 + 4) / 3)
    assert numbers(GradientPenalty().derivative(norms, xp)) == pytest.approx([-20 / 3, 0, 40 / 3])


@each_namespace
def test_a_one_sided_penalty_forgives_norms_below_the_target(xp):
    penalty, norms = GradientPenalty(one_sided=True), xp.asarray([0.0, 1.0, 3.0])
    assert float(penalty.value(norms, xp)) == pytest.approx(10 * 4 / 3)
    assert numbers(penalty.derivative(norms, xp)) == pytest.approx([0, 0, 40 / 3])


def test_the_target_and_the_weight_are_parameters():
    penalty, norms = GradientPenalty(weight=3.0, target=2.0), np.array([0.0, 1.0, 4.0, 2.0])
    assert penalty.value(norms, np) == 3 * (4 + 1 + 4 + 0) / 4
    assert penalty.derivative(norms, np).tolist() == [-3.0, -1.5, 3.0, 0.0]


def test_a_target_of_zero_penalises_the_squared_norm():
    assert GradientPenalty(weight=1, target=0).value(np.array([3.0, 4.0]), np) == 12.5


@given(norm_vectors, st.floats(0, 10), st.floats(0, 3), st.booleans())
def test_the_derivative_is_that_of_the_value(norms, weight, target, one_sided):
    penalty, step = GradientPenalty(weight=weight, target=target, one_sided=one_sided), 1e-5
    for i, unit in enumerate(np.eye(len(norms))):
        # Central differences are exact for a square, and off by up to λ·step where it joins 0.
        above, below = (penalty.value(norms + sign * step * unit, np) for sign in (1, -1))
        found = penalty.derivative(norms, np)[i]
        assert abs((above - below) / (2 * step) - found) <= weight * step + 1e-8 * (1 + abs(found))


@given(norm_vectors)
def test_the_penalty_of_a_batch_twice_over_is_the_same(norms):
    once, twice = (GradientPenalty().value(np.tile(norms, k), np) for k in (1, 2))
    assert once == pytest.approx(twice, rel=1e-12)


def test_the_defaults_are_those_of_the_paper():
    assert GradientPenalty() == GradientPenalty(
        weight=10.0, target=1.0, one_sided=False, points=Interpolates(), every=1
    )


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"weight": -1}, "weight=-1"),
        ({"weight": float("nan")}, "weight=nan"),
        ({"target": -0.1}, "target=-0.1"),
        ({"one_sided": 1}, "one_sided=1"),
        ({"every": 0}, "every=0"),
    ],
)
def test_parameters_out_of_range_are_refused(parameters, word):
    with pytest.raises(ParameterError, match=word):
        GradientPenalty(**parameters)
