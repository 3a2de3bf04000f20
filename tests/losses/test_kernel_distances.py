"""Energy distance and maximum mean discrepancy of scores: closed forms, both estimators, and no orientation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.errors import DataError, ParameterError
from ganreg.losses import MMD, Cramer

DISTANCES = [Cramer(), MMD(), MMD(kernel="rational_quadratic")]
each_distance = pytest.mark.parametrize("loss", DISTANCES, ids=lambda loss: f"{loss.name}{getattr(loss, 'kernel', '')}")
batches = st.lists(st.floats(-20, 20), min_size=1, max_size=5).map(np.array)


def test_the_energy_distance_of_two_points_is_twice_their_distance(xp, array):
    assert float(Cramer().generator(array(xp, 1.0), array(xp, -2.0), xp)) == 6
    assert float(Cramer().critic(array(xp, 1.0), array(xp, -2.0), xp)) == -6


def test_the_energy_distance_by_hand():
    # r = (0, 2), f = (1, 5): across 1, 5, 1, 3, mean 2.5; within 2·2/4 = 1 and 2·4/4 = 2, or 2 and 4 unbiased
    real, fake = np.array([0.0, 2.0]), np.array([1.0, 5.0])
    assert Cramer().generator(real, fake, np) == 2 * 2.5 - 1 - 2
    assert Cramer(unbiased=True).generator(real, fake, np) == 2 * 2.5 - 2 - 4


@given(batches, batches)
def test_the_energy_distance_is_twice_cramers(real, fake):
    # 2 ∫ (F_r − F_f)², Székely and Rizzo; the integrand is constant between scores
    points = np.sort(np.concatenate([real, fake]))
    middles = (points[1:] + points[:-1]) / 2
    gap = [np.mean(real <= x) - np.mean(fake <= x) for x in middles]
    integral = 2 * np.sum(np.square(gap) * np.diff(points))
    assert Cramer().generator(real, fake, np) == pytest.approx(integral, abs=1e-12)


def test_the_discrepancy_of_two_points_by_hand(xp, array):
    # 2k(0) − 2k(d): d = 2 with σ = 2 gives 2 − 2e^(−½); with α = 1, 2 − 2/(1 + 4/2)
    one, other = array(xp, 1.0), array(xp, -1.0)
    assert float(MMD(bandwidths=(2,)).generator(one, other, xp)) == pytest.approx(2 - 2 * np.exp(-0.5), rel=1e-6)
    quadratic = MMD(kernel="rational_quadratic", alphas=(1,))
    assert float(quadratic.generator(one, other, xp)) == pytest.approx(2 - 2 / 3, rel=1e-6)


def test_kernels_are_summed(xp, array):
    one, other = array(xp, 1.0, 4.0), array(xp, -1.0)
    parts = [float(MMD(bandwidths=(sigma,)).generator(one, other, xp)) for sigma in (2, 5, 10, 20, 40, 80)]
    assert float(MMD().generator(one, other, xp)) == pytest.approx(sum(parts), rel=1e-5)


def test_the_unbiased_discrepancy_leaves_out_a_samples_comparison_with_itself():
    # k(0) = 1, k(1) = e^(−½) for σ = 1; r = (0, 1): ½ + ½e^(−½) biased, e^(−½) unbiased
    real, fake, k = np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.exp(-0.5)
    assert MMD(bandwidths=(1,)).generator(real, fake, np) == pytest.approx(0, abs=1e-15)
    unbiased = MMD(bandwidths=(1,), unbiased=True).generator(real, fake, np)
    assert unbiased == pytest.approx(2 * k - 2 * (0.5 + 0.5 * k))


def test_the_unbiased_estimate_is_right_on_average():
    # all pairs of samples from two points: the mean of the estimates is the distance of the distributions
    values = np.array([0.0, 3.0])
    estimates = [
        Cramer(unbiased=True).generator(np.array([a, b]), np.array([c, c]), np)
        for a in values
        for b in values
        for c in values
    ]
    assert np.mean(estimates) == pytest.approx(2 * 1.5 - 1.5 - 0)


@pytest.mark.parametrize("loss", [Cramer(unbiased=True), MMD(unbiased=True)], ids=lambda loss: loss.name)
def test_a_batch_of_one_is_refused_where_nothing_is_left_to_compare(loss):
    for real, fake in ((1, 2), (2, 1)):
        with pytest.raises(DataError, match="two or more, or unbiased=False"):
            loss.critic_gradients(np.zeros(real), np.zeros(fake), np)
        with pytest.raises(DataError, match="there is only one"):
            loss.critic(np.zeros(real), np.zeros(fake), np)


@each_distance
@given(batches, batches)
def test_a_distance_is_never_negative_and_0_for_equal_batches(loss, real, fake):
    assert loss.generator(real, fake, np) >= -1e-13
    assert loss.generator(real, real[::-1], np) == pytest.approx(0, abs=1e-13)


@each_distance
@given(batches, batches)
def test_it_minds_neither_the_scores_sign_nor_which_is_real(loss, real, fake):
    value = loss.generator(real, fake, np)
    assert loss.generator(-real, -fake, np) == pytest.approx(value, abs=1e-13)
    assert loss.generator(fake, real, np) == pytest.approx(value, abs=1e-13)


@each_distance
def test_the_generator_moves_towards_the_real_scores_and_the_critic_away(loss):
    real, fake = np.array([3.0]), np.array([1.0])
    assert loss.generator_gradients(real, fake, np)[1] < 0
    assert loss.critic_gradients(real, fake, np)[1] > 0


@pytest.mark.parametrize("bad", [(), (0.0,), (1.0, -2.0), 3.0, ("2",)])
def test_bandwidths_are_one_or_more_positive_numbers(bad):
    with pytest.raises(ParameterError, match=r"bandwidths=.*one or more of: a number > 0"):
        MMD(bandwidths=bad)


def test_the_kernels_are_those_of_the_paper():
    assert (MMD().bandwidths, MMD().alphas) == ((2, 5, 10, 20, 40, 80), (0.2, 0.5, 1, 2, 5))
