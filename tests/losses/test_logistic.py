"""Wasserstein and logistic losses: closed forms at chosen scores, exact far out, smoothed labels."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.errors import ParameterError
from ganreg.losses import Hinge, LeastSquares, Minimax, NonSaturating, Wasserstein

ALL = [Wasserstein(), Minimax(), NonSaturating()]
FAR = 1e4


# Closed forms ---------------------------------------------------------------------------------------------------------


def test_a_critic_that_knows_nothing_costs_two_log_two(xp, array):
    # −log ½ − log ½, the value at p = q. Source: Goodfellow et al. 2014, Theorem 1 (−log 4, there maximised).
    zero = array(xp, 0.0, 0.0)
    for loss in (Minimax(), NonSaturating()):
        assert float(loss.critic(zero, zero, xp)) == pytest.approx(2 * log(2), rel=1e-7)


def test_the_generators_losses_at_zero_are_plus_and_minus_log_two(xp, array):
    zero = array(xp, 0.0)
    assert float(NonSaturating().generator(None, zero, xp)) == pytest.approx(log(2), rel=1e-7)
    assert float(Minimax().generator(None, zero, xp)) == pytest.approx(-log(2), rel=1e-7)


def test_gradients_at_zero_are_halves(xp, array, numbers):
    zero = array(xp, 0.0, 0.0)
    for loss in (Minimax(), NonSaturating()):
        real, fake = loss.critic_gradients(zero, zero, xp)
        assert numbers(real) == pytest.approx([-0.25, -0.25])
        assert numbers(fake) == pytest.approx([0.25, 0.25])
        assert numbers(loss.generator_gradients(None, zero, xp)[1]) == pytest.approx([-0.25, -0.25])


def test_wasserstein_is_a_difference_of_means(xp, array, numbers):
    real, fake = array(xp, 1.0, 3.0), array(xp, 5.0, 6.0, 10.0)
    assert float(Wasserstein().critic(real, fake, xp)) == 5
    assert float(Wasserstein().generator(None, fake, xp)) == -7
    assert [numbers(g) for g in Wasserstein().critic_gradients(real, fake, xp)] == [
        [-0.5, -0.5],
        pytest.approx([1 / 3] * 3),
    ]


# Far out --------------------------------------------------------------------------------------------------------------


def test_a_sure_and_right_critic_costs_nothing(xp, array):
    for loss in (Minimax(), NonSaturating()):
        assert float(loss.critic(array(xp, FAR), array(xp, -FAR), xp)) == 0


def test_a_sure_and_wrong_critic_costs_its_scores_exactly(xp, array, numbers):
    for loss in (Minimax(), NonSaturating()):
        assert float(loss.critic(array(xp, -FAR), array(xp, FAR), xp)) == 2 * FAR
        assert [numbers(g) for g in loss.critic_gradients(array(xp, -FAR), array(xp, FAR), xp)] == [[-1], [1]]


@pytest.mark.parametrize(
    ("loss", "score", "value", "slope"),
    [
        (Minimax(), FAR, -FAR, -1),
        (Minimax(), -FAR, 0, 0),
        (NonSaturating(), FAR, 0, 0),
        (NonSaturating(), -FAR, FAR, -1),
        (Wasserstein(), FAR, -FAR, -1),
        (Wasserstein(), -FAR, FAR, -1),
    ],
)
def test_the_generators_loss_is_exact_far_out(xp, array, numbers, loss, score, value, slope):
    fake = array(xp, score)
    assert float(loss.generator(None, fake, xp)) == value
    real_gradient, gradient = loss.generator_gradients(None, fake, xp)
    assert real_gradient is None
    assert numbers(gradient) == [slope]


def test_small_tails_are_not_rounded_to_zero(xp, array, numbers):
    tail, score = exp(-30), array(xp, -30.0)
    assert float(NonSaturating().generator(None, -score, xp)) == pytest.approx(tail, rel=1e-5, abs=0)
    assert numbers(Minimax().generator_gradients(None, score, xp)[1]) == pytest.approx([-tail], rel=1e-5, abs=0)


@pytest.mark.parametrize("loss", ALL, ids=lambda loss: loss.name)
@given(st.lists(st.floats(-FAR, FAR, width=32), min_size=1, max_size=4))
def test_nothing_is_ever_infinite_or_nan(loss, values):
    s = np.array(values, dtype=np.float32)
    everything = [loss.critic(s, s, np), loss.generator(s, s, np)]
    everything += [*loss.critic_gradients(s, s, np), loss.generator_gradients(s, s, np)[1]]
    assert all(np.isfinite(value).all() for value in everything)


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=5).map(np.array), st.floats(-10, 10))
def test_wasserstein_does_not_mind_a_constant(values, constant):
    shifted = Wasserstein().critic(values + constant, values[::-1] + constant + 1, np)
    assert shifted == pytest.approx(1, abs=1e-12)


# Smoothed labels ------------------------------------------------------------------------------------------------------

SMOOTH = [Minimax(real_label=0.9), NonSaturating(real_label=0.9)]


@pytest.mark.parametrize("loss", SMOOTH, ids=lambda loss: loss.name)
def test_smoothed_labels_are_a_cross_entropy_with_the_real_samples_targets_alone(loss):
    # σ(log 3) = ¾: −0.9·log ¾ − 0.1·log ¼ for the real score, −log(1 − ¾) = log 4 for the fake one
    score = np.array([log(3)])
    assert loss.critic(score, score, np) == pytest.approx(-0.9 * log(3 / 4) - 0.1 * log(1 / 4) + log(4))
    assert loss.critic_gradients(score, score, np) == pytest.approx((0.75 - 0.9, 0.75))


@pytest.mark.parametrize("loss", SMOOTH, ids=lambda loss: loss.name)
def test_the_best_critic_with_smoothed_labels_is_that_of_salimans(loss):
    # D = (α p + β q)/(p + q) with α = 0.9 and β = 0, Salimans et al. 2016, section 3.4; here p : q = 3 : 2
    best = 0.9 * 3 / 5
    score = np.array([log(best / (1 - best))])
    in_real, in_fake = loss.critic_gradients(score, score, np)
    assert 3 * in_real + 2 * in_fake == pytest.approx(0)


@pytest.mark.parametrize("loss", SMOOTH, ids=lambda loss: loss.name)
def test_smoothed_labels_are_exact_far_out(xp, array, numbers, loss):
    # α·softplus(−r) + (1 − α)·softplus(r) is (1 − α)·r for large r and −α·r for large −r
    low, high = array(xp, -FAR), array(xp, FAR)
    assert float(loss.critic(high, low, xp)) == pytest.approx(0.1 * FAR, rel=1e-6)
    assert float(loss.critic(low, low, xp)) == pytest.approx(0.9 * FAR, rel=1e-6)
    assert numbers(loss.critic_gradients(high, low, xp)[0]) == pytest.approx([0.1], rel=1e-6)
    assert numbers(loss.critic_gradients(low, low, xp)[0]) == pytest.approx([-0.9], rel=1e-6)


@pytest.mark.parametrize("loss", SMOOTH, ids=lambda loss: loss.name)
def test_smoothing_changes_nothing_for_the_generator(loss):
    fake = np.array([-3.0, 0.5])
    plain = type(loss)()
    assert loss.generator(None, fake, np) == plain.generator(None, fake, np)
    assert np.array_equal(loss.generator_gradients(None, fake, np)[1], plain.generator_gradients(None, fake, np)[1])


@pytest.mark.parametrize("label", [0.5, 0.0, 1.1, "0.9", True])
def test_a_label_that_is_no_smoothed_one_is_refused(label):
    with pytest.raises(ParameterError, match="real_label"):
        Minimax(real_label=label)


# Other toolkits -------------------------------------------------------------------------------------------------------

REAL, FAKE = np.array([-5.0, 1.4, 12.5, 2.7]), np.array([10.0, 4.4, -5.5, 3.6])


@pytest.mark.parametrize(
    ("loss", "critic", "generator"),
    [
        (Wasserstein(), 0.225, -3.125),
        (Minimax(real_label=0.875), 6.19637, -4.82408 + log(1 + exp(-1))),
        (NonSaturating(real_label=0.875), 6.19637, 1.38582),
        (LeastSquares(), 41.73375, 17.69625),
        (Hinge(), 6.75, -3.125),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_numbers_of_tf_gans_own_tests(loss, critic, generator):
    # tensorflow/gan, losses_impl_test.py, five decimals; its label smoothing of 0.25 goes half way to ½: 1 − 0.25/2;
    # its minimax generator has the term of a real score of 1 too, a constant
    assert loss.critic(REAL, FAKE, np) == pytest.approx(critic, abs=5e-6)
    assert loss.generator(None, FAKE, np) == pytest.approx(generator, abs=5e-6)


@pytest.mark.parametrize(
    ("loss", "critic", "generator"),
    [
        (Wasserstein(), -2.625, -2.1),
        (LeastSquares(), 19.76125, 7.3425),
        (Minimax(), 3.12515, -3.36425 + log(1 + exp(-1))),
        (NonSaturating(), 3.12515, 0.95099),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_numbers_of_torchgans_own_tests(loss, critic, generator):
    # torchgan/torchgan, tests/torchgan/test_losses.py, five decimals; its minimax generator takes the same constant
    real, fake = np.array([1.3, 2.9, 8.4, 6.3]), np.array([4.8, 1.2, -3.5, 5.9])
    assert loss.critic(real, fake, np) == pytest.approx(critic, abs=5e-6)
    assert loss.generator(None, fake, np) == pytest.approx(generator, abs=5e-6)
