"""The losses' oracles: pinned values, derivatives, and extreme scores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganreg_reference.losses import Minimax, NonSaturating, Wasserstein

LOG2 = 0.6931471805599453

each_loss = pytest.mark.parametrize(
    "loss", [Minimax(None), NonSaturating(None), Wasserstein(None)], ids=lambda x: type(x).__name__
)
# At a score of exactly 0 the stable formula changes branch, where a complex step would see only one of the two.
numbers = st.floats(-30, 30).filter(lambda x: abs(x) > 1e-6)
scores = arrays(np.float64, st.integers(1, 5), elements=numbers)


@pytest.mark.parametrize(
    ("loss", "critic", "generator"),
    [(Minimax, 2 * LOG2, -LOG2), (NonSaturating, 2 * LOG2, LOG2), (Wasserstein, 0.0, 0.0)],
)
def test_an_undecided_critic_gives_the_published_value(loss, critic, generator):
    zeros = np.zeros(3)
    assert loss(None).critic(zeros, zeros) == pytest.approx(critic, rel=1e-15)
    assert loss(None).generator(None, zeros) == pytest.approx(generator, rel=1e-15)


def test_wasserstein_is_the_difference_of_means():
    real, fake = np.array([1.0, 2.0, 6.0]), np.array([4.0, 8.0])
    assert Wasserstein(None).critic(real, fake) == 3.0
    assert Wasserstein(None).generator(None, fake) == -6.0


def test_logistic_losses_at_one():
    # softplus(1) = 1.3132616875182228, softplus(−1) = 0.31326168751822286
    one = np.ones(2)
    assert Minimax(None).critic(one, -one) == pytest.approx(2 * 0.31326168751822286, rel=1e-14)
    assert Minimax(None).critic(-one, one) == pytest.approx(2 * 1.3132616875182228, rel=1e-14)
    assert Minimax(None).generator(None, one) == pytest.approx(-1.3132616875182228, rel=1e-14)
    assert NonSaturating(None).generator(None, one) == pytest.approx(0.31326168751822286, rel=1e-14)


@each_loss
@settings(max_examples=30, deadline=None)
@given(real=scores, fake=scores)
def test_the_critics_gradients_are_those_of_its_value(loss, real, fake, complex_step, assert_close):
    expected = complex_step(lambda s: loss.critic(s["real"], s["fake"]), {"real": real, "fake": fake})
    found = loss.critic_gradients(real, fake)
    assert_close({"real": found[0], "fake": found[1]}, expected, 1e-13)


@each_loss
@settings(max_examples=30, deadline=None)
@given(fake=scores)
def test_the_generators_gradients_are_those_of_its_value(loss, fake, complex_step, assert_close):
    expected = complex_step(lambda s: loss.generator(None, s["fake"]), {"fake": fake})
    real_gradient, fake_gradient = loss.generator_gradients(None, fake)
    assert real_gradient is None
    assert_close({"fake": fake_gradient}, expected, 1e-13)


@pytest.mark.parametrize("loss", [Minimax(None), NonSaturating(None)])
def test_a_critic_that_is_sure_costs_nothing_or_its_score(loss):
    high, low = np.array([1e4]), np.array([-1e4])
    assert loss.critic(high, low) == 0.0
    assert loss.critic(low, high) == 2e4
    assert [float(g[0]) for g in loss.critic_gradients(low, high)] == [-1.0, 1.0]
    assert [float(g[0]) for g in loss.critic_gradients(high, low)] == [0.0, 0.0]


def test_the_generators_of_the_two_games_saturate_at_opposite_ends():
    high, low = np.array([1e4]), np.array([-1e4])
    assert (Minimax(None).generator(None, low), Minimax(None).generator(None, high)) == (0.0, -1e4)
    assert (NonSaturating(None).generator(None, low), NonSaturating(None).generator(None, high)) == (1e4, 0.0)
    assert Minimax(None).generator_gradients(None, low)[1] == 0.0
    assert NonSaturating(None).generator_gradients(None, low)[1] == -1.0
