"""Point sets: where they lie, what they draw, how they are named."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.constraints import (
    Clip,
    Fake,
    GradientPenalty,
    Interpolates,
    PerturbedReal,
    Real,
    RealAndFake,
    Sobolev,
)
from ganreg.draws import Draws
from ganreg.errors import CombinationError, ParameterError
from ganreg.losses import Wasserstein
from ganreg.objectives import check_batches
from ganreg_reference import points as oracles

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])
each_point_set = pytest.mark.parametrize(
    "points", [Interpolates(), Real(), Fake(), RealAndFake(), PerturbedReal()], ids=repr
)
sample_shapes = st.sampled_from([(1,), (4,), (3, 2), (1, 2, 3), (3, 2, 2)])


def numbers(array):
    return np.asarray(array).tolist()


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


def test_the_papers_noise_has_a_variance_of_10():
    assert PerturbedReal().variance == 10


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


# Real and fake together, and what surrounds the real ones -------------------------------------------------------------


@each_namespace
def test_both_are_the_real_samples_and_then_the_fake_ones(xp):
    points = RealAndFake().points(xp.ones((2, 1)), xp.zeros((2, 1)), {}, xp)
    assert numbers(points) == [[1.0], [1.0], [0.0], [0.0]]


@pytest.mark.parametrize("constraint", [GradientPenalty(points="both"), Sobolev()], ids=["gp", "sobolev"])
def test_unequal_batches_would_not_be_half_real(constraint):
    with pytest.raises(CombinationError, match="RealAndFake pairs real and fake samples, but there are 4 real and 3"):
        check_batches(Wasserstein(), (constraint,), 4, 3)


def test_the_papers_noise_is_normal_with_variance_c():
    points, real = PerturbedReal(variance=4.0), np.full((2000, 3), 5.0)
    draws = points.draw(Draws(0).stream("here"), real.shape)
    noise = points.points(real, None, draws, np) - 5
    assert {name: value.shape for name, value in draws.items()} == {"noise": (2000, 3)}
    assert abs(noise.mean()) < 0.1
    assert abs(noise.var() - 4) < 0.2


@each_namespace
def test_the_codes_noise_is_half_a_standard_deviation_times_alpha_times_u(xp):
    # All numbers: 0, 2, 4, 6, mean 3, variance (9 + 1 + 1 + 9)/4 = 5. Sample 0: α = 0.2; sample 1: α = 1.
    real = xp.asarray([[0.0, 2.0], [4.0, 6.0]])
    draws = {"alpha": xp.asarray([0.2, 1.0]), "noise": xp.asarray([[1.0, 0.5], [0.0, 0.1]])}
    points = PerturbedReal(sampling="code").points(real, None, draws, xp)
    half = 0.5 * 5**0.5
    expected = [[0.2 * half, 2 + 0.1 * half], [4.0, 6 + 0.1 * half]]
    np.testing.assert_allclose(np.asarray(points), expected, rtol=1e-6)


def test_the_codes_alpha_is_one_number_for_each_sample_and_its_u_one_for_each_number():
    draws = PerturbedReal(sampling="code").draw(Draws(0).stream("here"), (500, 2, 3))
    assert {name: value.shape for name, value in draws.items()} == {"noise": (500, 2, 3), "alpha": (500,)}
    assert len(set(draws["alpha"].tolist())) == 500
    for value in draws.values():
        assert (value.min() >= 0, value.max() < 1, abs(value.mean() - 0.5) < 0.05) == (True, True, True)


def test_the_codes_points_are_on_one_side_of_the_data_and_near():
    points, real = PerturbedReal(sampling="code"), np.random.default_rng(0).normal(size=(50, 4))
    noise = points.points(real, None, points.draw(Draws(0).stream("here"), real.shape), np) - real
    assert noise.min() >= 0
    assert noise.max() < real.std() / 2


@given(sample_shapes, st.integers(1, 4), st.integers(0, 2**32))
def test_point_sets_agree_with_the_reference_sample_by_sample(shape, n, seed):
    random = np.random.default_rng(seed)
    real, fake = random.normal(size=(n, *shape)), random.normal(size=(n, *shape))
    for points, oracle in (
        (PerturbedReal(variance=0.3), oracles.PerturbedReal),
        (PerturbedReal(sampling="code"), oracles.PerturbedReal),
        (RealAndFake(), oracles.RealAndFake),
    ):
        draws = points.draw(Draws(seed).stream("here"), real.shape)
        same = oracle(points).draw(Draws(seed).stream("here"), real.shape)
        assert {k: v.tolist() for k, v in draws.items()} == {k: v.tolist() for k, v in same.items()}
        expected = oracle(points).points(real, fake, draws)
        np.testing.assert_allclose(points.points(real, fake, draws, np), expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("wrong", [{"sampling": "both"}, {"variance": 0}, {"variance": -1}])
def test_other_noise_is_refused(wrong):
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        PerturbedReal(**wrong)
