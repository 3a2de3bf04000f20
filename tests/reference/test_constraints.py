"""The constraints' oracles: penalties as functions of the norms, point sets, norms, clipping."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganreg.constraints import Clip as ClipSpecification
from ganreg.constraints import GradientPenalty as GradientPenaltySpecification
from ganreg.draws import Draws
from ganreg_reference.constraints import Clip, GradientPenalty
from ganreg_reference.norms import Euclidean
from ganreg_reference.points import Fake, Interpolates, Real


def _penalty(**parameters):
    return GradientPenalty(GradientPenaltySpecification(**parameters))


def test_the_penalty_is_ten_times_the_mean_squared_distance_from_one():
    assert _penalty().value(np.array([1.0, 3.0])) == 20.0
    assert _penalty().derivative(np.array([1.0, 3.0])).tolist() == [0.0, 20.0]


def test_a_one_sided_penalty_forgives_norms_below_the_target():
    one_sided = _penalty(one_sided=True, target=2.0, weight=1.0)
    assert one_sided.value(np.array([0.0, 1.0, 5.0])) == 3.0
    assert one_sided.derivative(np.array([0.0, 2.0, 5.0])).tolist() == [0.0, 0.0, 2.0]


@given(
    norms=arrays(np.float64, st.integers(1, 5), elements=st.floats(0, 10)),
    one_sided=st.booleans(),
    weight=st.floats(0, 10),
)
def test_the_derivative_of_a_penalty_is_that_of_its_value(norms, one_sided, weight, complex_step, assert_close):
    penalty = _penalty(one_sided=one_sided, weight=weight)
    expected = complex_step(lambda a: penalty.value(a["norms"]), {"norms": norms})
    assert_close({"norms": penalty.derivative(norms)}, expected, 1e-13)


def test_the_euclidean_norm_runs_over_all_axes_of_a_sample():
    gradient = np.array([[[1.0, 2.0], [4.0, 2.0]], [[2.0, 4.0], [2.0, 0.0]]])
    assert Euclidean(None).value(gradient) == 7.0
    np.testing.assert_allclose(Euclidean(None).pullback(gradient, 14.0), 2 * gradient, rtol=1e-15)


def test_a_gradient_of_zero_pulls_nothing_back():
    assert Euclidean(None).pullback(np.zeros((2, 2)), 5.0).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_interpolates_lie_between_pairs_with_one_epsilon_each():
    real, fake = np.ones((2, 1, 3)), np.zeros((2, 1, 3))
    points = Interpolates(None).points(real, fake, {"epsilon": np.array([0.25, 1.0])})
    assert points.tolist() == [[[0.25] * 3], [[1.0] * 3]]


def test_interpolates_draw_one_uniform_number_per_sample():
    stream, same = Draws(3).stream("here"), Draws(3)
    drawn = Interpolates(None).draw(stream, (4, 1, 2, 2))
    assert drawn["epsilon"].tolist() == same.stream("here").uniform((4,)).tolist()


def test_real_and_fake_points_are_the_samples_and_draw_nothing():
    real, fake = np.ones((2, 3)), np.zeros((2, 3))
    assert Real(None).points(real, fake, Real(None).draw(None, (2, 3))) is real
    assert Fake(None).points(real, fake, Fake(None).draw(None, (2, 3))) is fake


@pytest.mark.parametrize(("number", "clipped"), [(-3.0, -0.5), (-0.5, -0.5), (0.1, 0.1), (0.7, 0.5), (np.inf, 0.5)])
def test_clip_brings_a_number_into_the_box(number, clipped):
    assert Clip(ClipSpecification(bound=0.5)).project("0.bias", np.array([[number]])).tolist() == [[clipped]]


def test_clip_does_not_hide_nan():
    assert np.isnan(Clip(ClipSpecification()).project("0.bias", np.array([np.nan])))
