"""Relativistic losses: closed forms, the two generators, and the mistakes of public code."""

from math import log

import numpy as np
import pytest

from ganreg.losses import NonSaturating, Relativistic, RelativisticAverage
from ganreg.losses.logistic import softplus
from ganreg.losses.margin import MARGIN_LOSSES

AT_NOTHING = {"logistic": log(2), "hinge": 1.0, "least_squares": 1.0}
SLOPE = {"logistic": -0.5, "hinge": -1.0, "least_squares": -2.0}
each_base = pytest.mark.parametrize("base", MARGIN_LOSSES)
REAL, FAKE = np.array([1.0, -2.0, 0.5]), np.array([0.25, 3.0, -1.0])


@each_base
def test_equal_scores_cost_the_loss_of_no_margin(xp, array, base):
    equal = array(xp, 3.0, 3.0)
    for player in ("critic", "generator"):
        assert float(getattr(Relativistic(base=base), player)(equal, equal, xp)) == pytest.approx(AT_NOTHING[base])
        average = getattr(RelativisticAverage(base=base), player)
        assert float(average(equal, equal, xp)) == pytest.approx(2 * AT_NOTHING[base])


@each_base
def test_slopes_at_equal_scores(base):
    equal = np.array([3.0, 3.0])
    in_real, in_fake = Relativistic(base=base).critic_gradients(equal, equal, np)
    assert in_real == pytest.approx([SLOPE[base] / 2] * 2)
    assert in_fake == pytest.approx([-SLOPE[base] / 2] * 2)
    # on average, each score also moves the mean: twice as much
    in_real, in_fake = RelativisticAverage(base=base).critic_gradients(equal, equal, np)
    assert in_real == pytest.approx([SLOPE[base]] * 2)
    assert in_fake == pytest.approx([-SLOPE[base]] * 2)


def test_margins_of_two_pairs_by_hand():
    # margins 3 − 1 = 2 and 0 − 4 = −4: (2 − 1)² and (−4 − 1)²; for the generator (−2 − 1)² and (4 − 1)²
    real, fake = np.array([3.0, 0.0]), np.array([1.0, 4.0])
    squares = Relativistic(base="least_squares")
    assert (squares.critic(real, fake, np), squares.generator(real, fake, np)) == (13, 9)
    hinge = Relativistic(base="hinge")
    assert (hinge.critic(real, fake, np), hinge.generator(real, fake, np)) == (2.5, 1.5)


def test_margins_from_the_means_by_hand():
    # means 1.5 and 2.5: real margins 0.5 and −2.5, fake ones 1.5 − 1 = 0.5 and 1.5 − 4 = −2.5
    real, fake = np.array([3.0, 0.0]), np.array([1.0, 4.0])
    assert RelativisticAverage(base="least_squares").critic(real, fake, np) == 2 * (0.25 + 12.25) / 2
    assert RelativisticAverage(base="hinge").critic(real, fake, np) == 2 * (0.5 + 3.5) / 2


@each_base
def test_the_saturating_generator_has_the_critics_loss_negated(base):
    loss = Relativistic(base=base, saturating=True)
    assert loss.generator(REAL, FAKE, np) == -loss.critic(REAL, FAKE, np)
    for one, other in zip(loss.generator_gradients(REAL, FAKE, np), loss.critic_gradients(REAL, FAKE, np), strict=True):
        assert np.array_equal(one, -other)


@each_base
def test_both_generators_agree_where_scores_do(base):
    one, other = (Relativistic(base=base, saturating=s).generator_gradients(REAL, REAL, np) for s in (False, True))
    assert one[1] == pytest.approx(other[1])


def test_r3gans_formulas():
    # R3GAN's training code: softplus of fake − real for the critic, of real − fake for the generator
    assert Relativistic().critic(REAL, FAKE, np) == pytest.approx(np.mean(np.log1p(np.exp(FAKE - REAL))))
    assert Relativistic().generator(REAL, FAKE, np) == pytest.approx(np.mean(np.log1p(np.exp(REAL - FAKE))))


def test_on_data_that_score_0_the_pairing_critic_is_half_of_the_non_saturating_one():
    # real scores of 0, as in the Dirac-GAN: softplus(f), to which the logistic critic adds log 2
    zero = np.zeros(3)
    assert Relativistic().critic(zero, FAKE, np) == pytest.approx(NonSaturating().critic(zero, FAKE, np) - log(2))


def cross_entropy(logits, label):
    return np.mean(softplus(-logits if label else logits, np))


def test_the_average_is_twice_the_authors_code():
    # AlexiaJM/RelativisticGAN, GAN_losses_iter.py, loss_D 6 to 8: the same terms, halved
    r, f = REAL - FAKE.mean(), FAKE - REAL.mean()
    codes = {
        "logistic": (cross_entropy(r, 1) + cross_entropy(f, 0)) / 2,
        "least_squares": (np.mean((r - 1) ** 2) + np.mean((f + 1) ** 2)) / 2,
        "hinge": (np.mean(np.maximum(0, 1 - r)) + np.mean(np.maximum(0, 1 + f))) / 2,
    }
    for base, value in codes.items():
        assert RelativisticAverage(base=base).critic(REAL, FAKE, np) == pytest.approx(2 * value)


def test_the_authors_first_code_had_the_first_term_twice():
    # issue 2: mean(fake) − real with the label of fakes, where fake − mean(real) was meant
    r = REAL - FAKE.mean()
    mistaken = cross_entropy(r, 1) + cross_entropy(-r, 0)
    assert mistaken == pytest.approx(2 * cross_entropy(r, 1))
    assert abs(RelativisticAverage().critic(REAL, FAKE, np) - mistaken) > 0.09


def test_the_means_are_no_constants():
    # Σ of all derivatives is 0, as a common constant changes nothing; with constant means it would not be
    in_real, in_fake = RelativisticAverage().critic_gradients(REAL, FAKE[:2], np)
    assert in_real.sum() + in_fake.sum() == pytest.approx(0, abs=1e-15)


def test_a_mean_of_far_scores_that_cancel_keeps_the_digits_of_near_ones(xp, array, numbers):
    fake = array(xp, -1e4, 0.3, -0.6, 1e4)
    # the mean is −0.075, so the margin of 0.025 is 0.1, where σ(−0.1) = 0.47502081; the fake margins have mean slope
    # −σ(−0.025 − 1e4), −σ(0.275), −σ(−0.625), −σ(−0.025 + 1e4), of which the first is 0 and the last −1
    in_real, _ = RelativisticAverage().critic_gradients(array(xp, 0.025), fake, xp)
    mean = -(1 + 1 / (1 + np.exp(-0.275)) + 1 / (1 + np.exp(0.625))) / 4
    assert numbers(in_real) == pytest.approx([-1 / (1 + np.exp(0.1)) + mean], rel=3e-7)
