"""Constraints: closed forms, derivatives, the norm over all axes, one epsilon per sample, the box of a clip."""

from math import hypot

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganreg.constraints import Clip, Euclidean, Fake, GradientPenalty, Interpolates, Real
from ganreg.draws import Draws
from ganreg.errors import CombinationError, ParameterError
from ganreg.losses import Wasserstein
from ganreg.objectives import check_batches

NAMESPACES = [np, torch_xp, array_api_strict]
each_namespace = pytest.mark.parametrize("xp", NAMESPACES, ids=["numpy", "torch", "strict"])
each_point_set = pytest.mark.parametrize("points", [Interpolates(), Real(), Fake()], ids=repr)

norm_vectors = arrays(np.float64, st.integers(1, 5), elements=st.floats(0, 10))
sample_shapes = st.sampled_from([(1,), (4,), (3, 2), (1, 2, 3), (3, 2, 2)])


def numbers(array):
    return np.asarray(array).tolist()


# The gradient penalty -------------------------------------------------------------------------------------------------


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


# The norm -------------------------------------------------------------------------------------------------------------


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


# The points -----------------------------------------------------------------------------------------------------------


@given(sample_shapes, st.integers(1, 4), st.integers(0, 2**32))
def test_interpolates_lie_on_the_segment_at_one_epsilon_per_sample(shape, n, seed):
    random = np.random.default_rng(seed)
    real, fake = random.normal(size=(n, *shape)), random.normal(size=(n, *shape))
    draws = Interpolates().draw(Draws(seed).stream("here"), real.shape)
    assert {name: value.shape for name, value in draws.items()} == {"epsilon": (n,)}
    for x, one, other, e in zip(
        Interpolates().points(real, fake, draws, np), real, fake, draws["epsilon"], strict=True
    ):
        np.testing.assert_allclose(x, e * one + (1 - e) * other, rtol=0, atol=1e-14)


def test_epsilon_is_uniform_and_another_for_every_sample():
    epsilon = Interpolates().draw(Draws(0).stream("here"), (10_000, 3))["epsilon"]
    assert len(set(epsilon.tolist())) == 10_000
    assert (epsilon.min() >= 0, epsilon.max() < 1) == (True, True)
    assert abs(epsilon.mean() - 1 / 2) < 0.01
    assert abs(epsilon.var() - 1 / 12) < 0.003


@each_namespace
def test_epsilon_one_is_the_real_sample_and_zero_the_fake_one(xp):
    real, fake = xp.ones((2, 1, 3)), xp.zeros((2, 1, 3))
    points = Interpolates().points(real, fake, {"epsilon": xp.asarray([1.0, 0.0])}, xp)
    assert numbers(points) == [[[1.0] * 3], [[0.0] * 3]]


def test_real_and_fake_points_are_the_samples_and_draw_nothing():
    real, fake = np.ones((2, 3)), np.zeros((2, 3))
    for points, expected in ((Real(), real), (Fake(), fake)):
        assert points.points(real, fake, points.draw(None, real.shape), np) is expected


@each_point_set
def test_a_penalty_takes_its_points_by_name(points):
    assert GradientPenalty(points=points.name) == GradientPenalty(points=points)


def test_unequal_batches_are_refused_where_samples_are_paired():
    with pytest.raises(CombinationError, match="Interpolates pairs real and fake samples, but there are 4 real and 3"):
        check_batches(Wasserstein(), (Clip(), GradientPenalty()), 4, 3)


@pytest.mark.parametrize(
    "constraints", [(), (Clip(),), (GradientPenalty(points="real"),), (GradientPenalty(points="fake"),)]
)
def test_unequal_batches_are_accepted_elsewhere(constraints):
    check_batches(Wasserstein(), constraints, 4, 3)
    check_batches(Wasserstein(), (*constraints, GradientPenalty()), 4, 4)


# Clip -----------------------------------------------------------------------------------------------------------------


weights = arrays(np.float64, (2, 3), elements=st.floats(-1e3, 1e3))


@given(weights, st.floats(1e-6, 10))
def test_clip_brings_every_number_into_the_box_and_changes_no_other(value, bound):
    clipped = Clip(bound=bound).project("0.weight", value, np)
    assert np.all(np.abs(clipped) <= bound)
    inside = np.abs(value) <= bound
    assert np.array_equal(clipped[inside], value[inside])
    assert np.array_equal(np.sign(clipped), np.sign(value))


@given(weights, st.floats(1e-6, 10))
def test_clipping_twice_is_clipping_once(value, bound):
    clip = Clip(bound=bound)
    once = clip.project("0.weight", value, np)
    assert np.array_equal(clip.project("0.weight", once, np), once)


@pytest.mark.parametrize("name", ["0.weight", "0.bias", "anything"])
def test_clip_includes_biases(name):
    assert Clip().project(name, np.array([-3.0, 0.001, 3.0]), np).tolist() == [-0.01, 0.001, 0.01]


@each_namespace
def test_clip_keeps_float32_and_its_input(xp):
    value = xp.asarray([-3.0, 3.0], dtype=xp.float32)
    clipped = Clip(bound=0.5).project("0.weight", value, xp)
    assert clipped.dtype == xp.float32
    assert (numbers(clipped), numbers(value)) == ([-0.5, 0.5], [-3.0, 3.0])


@pytest.mark.parametrize("bound", [0, -0.01, float("inf"), "0.01"])
def test_a_box_without_inside_is_refused(bound):
    with pytest.raises(ParameterError, match="bound="):
        Clip(bound=bound)
