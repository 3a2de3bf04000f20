"""Losses: closed forms at chosen scores, exact far out, and gradients that are the derivatives of the values."""

from math import exp, log

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ganreg.losses import Minimax, NonSaturating, Wasserstein

ALL = [Wasserstein(), Minimax(), NonSaturating()]
NAMESPACES = {"numpy": np, "torch": torch_xp, "strict": array_api_strict}
FAR = 1e4
scores = st.lists(st.floats(-30, 30), min_size=1, max_size=5)


@pytest.fixture(params=list(NAMESPACES))
def xp(request):
    return NAMESPACES[request.param]


def array(xp, *values, dtype="float32"):
    return xp.asarray(values, dtype=getattr(xp, dtype))


def numbers(values):
    return np.asarray(values if not isinstance(values, torch.Tensor) else values.numpy()).tolist()


# Closed forms ---------------------------------------------------------------------------------------------------------


def test_a_critic_that_knows_nothing_costs_two_log_two(xp):
    # −log ½ − log ½, the value at p = q. Source: Goodfellow et al. 2014, Theorem 1 (−log 4, there maximised).
    zero = array(xp, 0.0, 0.0)
    for loss in (Minimax(), NonSaturating()):
        assert float(loss.critic(zero, zero, xp)) == pytest.approx(2 * log(2), rel=1e-7)


def test_the_generators_losses_at_zero_are_plus_and_minus_log_two(xp):
    zero = array(xp, 0.0)
    assert float(NonSaturating().generator(None, zero, xp)) == pytest.approx(log(2), rel=1e-7)
    assert float(Minimax().generator(None, zero, xp)) == pytest.approx(-log(2), rel=1e-7)


def test_gradients_at_zero_are_halves(xp):
    zero = array(xp, 0.0, 0.0)
    for loss in (Minimax(), NonSaturating()):
        real, fake = loss.critic_gradients(zero, zero, xp)
        assert numbers(real) == pytest.approx([-0.25, -0.25])
        assert numbers(fake) == pytest.approx([0.25, 0.25])
        assert numbers(loss.generator_gradients(None, zero, xp)[1]) == pytest.approx([-0.25, -0.25])


def test_wasserstein_is_a_difference_of_means(xp):
    real, fake = array(xp, 1.0, 3.0), array(xp, 5.0, 6.0, 10.0)
    assert float(Wasserstein().critic(real, fake, xp)) == 5
    assert float(Wasserstein().generator(None, fake, xp)) == -7
    assert [numbers(g) for g in Wasserstein().critic_gradients(real, fake, xp)] == [
        [-0.5, -0.5],
        pytest.approx([1 / 3] * 3),
    ]


# Far out --------------------------------------------------------------------------------------------------------------


def test_a_sure_and_right_critic_costs_nothing(xp):
    for loss in (Minimax(), NonSaturating()):
        assert float(loss.critic(array(xp, FAR), array(xp, -FAR), xp)) == 0


def test_a_sure_and_wrong_critic_costs_its_scores_exactly(xp):
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
def test_the_generators_loss_is_exact_far_out(xp, loss, score, value, slope):
    fake = array(xp, score)
    assert float(loss.generator(None, fake, xp)) == value
    real_gradient, gradient = loss.generator_gradients(None, fake, xp)
    assert real_gradient is None
    assert numbers(gradient) == [slope]


def test_small_tails_are_not_rounded_to_zero(xp):
    tail, score = exp(-30), array(xp, -30.0)
    assert float(NonSaturating().generator(None, -score, xp)) == pytest.approx(tail, rel=1e-5, abs=0)
    assert numbers(Minimax().generator_gradients(None, score, xp)[1]) == pytest.approx([-tail], rel=1e-5, abs=0)


@pytest.mark.parametrize("loss", ALL, ids=lambda loss: loss.name)
@given(st.lists(st.floats(-FAR, FAR, width=32), min_size=1, max_size=4))
def test_nothing_is_ever_infinite_or_nan(loss, values):
    for namespace in NAMESPACES.values():
        s = array(namespace, *values)
        everything = [loss.critic(s, s, namespace), loss.generator(s, s, namespace)]
        everything += [*loss.critic_gradients(s, s, namespace), loss.generator_gradients(s, s, namespace)[1]]
        assert all(np.isfinite(numbers(value)).all() for value in everything)


@pytest.mark.parametrize("loss", ALL, ids=lambda loss: loss.name)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values_and_gradients_keep_type_and_shape(xp, loss, dtype):
    real, fake = array(xp, 1.0, 2.0, dtype=dtype), array(xp, 3.0, 4.0, 5.0, dtype=dtype)
    wanted = getattr(xp, dtype)
    for value in (loss.critic(real, fake, xp), loss.generator(real, fake, xp)):
        assert (value.dtype, tuple(value.shape)) == (wanted, ())
    gradients = (*loss.critic_gradients(real, fake, xp), loss.generator_gradients(real, fake, xp)[1])
    assert [(g.dtype, tuple(g.shape)) for g in gradients] == [(wanted, (2,)), (wanted, (3,)), (wanted, (3,))]


# Derivatives ----------------------------------------------------------------------------------------------------------


def differences(value, at):
    step = 1e-5 * np.eye(len(at))
    return [(value(at + e) - value(at - e)) / 2e-5 for e in step]


@pytest.mark.parametrize("loss", ALL, ids=lambda loss: loss.name)
@given(scores.map(np.array), scores.map(np.array))
def test_gradients_are_central_differences_of_the_values(loss, real, fake):
    in_real, in_fake = loss.critic_gradients(real, fake, np)
    assert in_real == pytest.approx(differences(lambda r: loss.critic(r, fake, np), real), abs=1e-8)
    assert in_fake == pytest.approx(differences(lambda f: loss.critic(real, f, np), fake), abs=1e-8)
    _, in_generated = loss.generator_gradients(None, fake, np)
    assert in_generated == pytest.approx(differences(lambda f: loss.generator(None, f, np), fake), abs=1e-8)


@given(scores.map(np.array), scores.map(np.array))
def test_the_games_of_minimax_and_wasserstein_are_zero_sum_in_the_fake_scores(real, fake):
    for loss in (Minimax(), Wasserstein()):
        assert loss.critic_gradients(real, fake, np)[1] == pytest.approx(-loss.generator_gradients(None, fake, np)[1])


@given(scores.map(np.array), st.floats(-10, 10))
def test_wasserstein_does_not_mind_a_constant(values, constant):
    shifted = Wasserstein().critic(values + constant, values[::-1] + constant + 1, np)
    assert shifted == pytest.approx(1, abs=1e-12)
