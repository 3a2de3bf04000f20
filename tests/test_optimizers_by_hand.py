"""Optimizers: a few steps worked out by hand, and what the papers say of them."""

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from optimizer_steps import path

from ganreg.optimizers import SGD, Adam, AdamW, AMSGrad, Momentum, Nesterov, Optimistic, OptimisticAdam, RMSProp
from ganreg.schedules import Linear


def test_gradient_descent_subtracts_the_gradient_times_the_rate():
    assert path(SGD(lr=0.5), [1.0, 2.0, -1.0]) == [0.5, -0.5, 0.0]


def test_momentum_adds_its_share_of_the_past_velocity():
    # v = 1, 1 + ½, 1 + ¾
    assert path(SGD(lr=0.5, momentum=0.5), [1.0, 1.0, 1.0]) == [0.5, -0.25, -1.125]


def test_rmsprop_divides_by_the_root_of_the_running_mean_square_plus_epsilon():
    # s = 2, 9, 5, so θ = 1 − 2/(√2 + 1), then −4/(3 + 1), then +1/(√5 + 1)
    expected = [0.1715728752538099024, -0.8284271247461900976, -0.5194101303712427]
    assert path(RMSProp(lr=1.0, decay=0.5, epsilon=1.0), [2.0, 4.0, -1.0]) == pytest.approx(expected, rel=1e-14)


# Kingma and Ba 2015, Algorithm 1, worked out in 45 decimal digits.
BY_HAND = {
    Adam(lr=0.1): [0.9000000009999999900, 0.8034817990281656401, 0.8101417005552475102],
    Adam(lr=0.1, beta1=0.0, beta2=0.9): [0.9000000009999999900, 0.7754600319600623734, 0.9103226261052239960],
    Adam(lr=0.5, beta1=0.5, beta2=0.75, epsilon=0.5): [
        0.6666666666666666666,
        0.2786201645086572034,
        0.4552513057065751848,
    ],
}


@pytest.mark.parametrize(("optimizer", "expected"), BY_HAND.items(), ids=repr)
def test_adam_is_algorithm_1(optimizer, expected):
    assert path(optimizer, [1.0, 2.0, -3.0]) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_adams_first_step_has_the_size_of_the_rate_whatever_the_gradient(size):
    assert path(Adam(lr=0.1), [size]) == pytest.approx([0.9], abs=1e-5)


def test_momentum_has_a_share_of_nine_tenths():
    # v = 1, 1.9, 2.71
    assert path(Momentum(lr=1.0), [1.0, 1.0, 1.0]) == pytest.approx([0.0, -1.9, -4.61], rel=1e-14)


def test_nesterov_steps_along_the_gradient_and_the_new_velocity():
    # v = 1, 3/2, 7/4, so the steps are ½·(1 + v/2) = 3/4, 7/8, 15/16
    assert path(Nesterov(lr=0.5, momentum=0.5), [1.0, 1.0, 1.0]) == [0.25, -0.625, -1.5625]


def test_nesterovs_parameters_are_the_point_that_the_published_rule_looks_ahead_to():
    # Sutskever et al. 2013, equations 3 and 4, on f(θ) = θ²/2: the gradient is taken at θ + μv.
    lr, mu, theta, velocity, ahead = 0.1, 0.9, 1.0, 0.0, []
    for _ in range(4):
        velocity = mu * velocity - lr * (theta + mu * velocity)
        theta = theta + velocity
        ahead.append(theta + mu * velocity)
    optimizer, params = Nesterov(lr=lr, momentum=mu), {"w": np.array([1.0])}
    state, found = optimizer.init(params, np), []
    for _ in range(4):
        params, state = optimizer.update(params, state, params, np)  # the gradient of f is θ
        found.append(params["w"][0])
    assert found == pytest.approx(ahead, rel=1e-13)


def test_centred_rmsprop_divides_by_the_running_standard_deviation():
    # s = 2, 9, 5 and m = 1, 5/2, 3/4, so s − m² = 1, 11/4, 71/16
    expected = [1 - 2 / (1 + 1)]
    expected.append(expected[0] - 4 / (sqrt(11 / 4) + 1))
    expected.append(expected[1] + 1 / (sqrt(71 / 16) + 1))
    assert path(RMSProp(lr=1.0, decay=0.5, epsilon=1.0, centred=True), [2.0, 4.0, -1.0]) == pytest.approx(expected)


def test_a_variance_that_rounding_makes_negative_is_taken_as_0():
    gradient = 0.1 + 0.2
    found = path(RMSProp(lr=1e-9, decay=0.5, epsilon=1.0, centred=True), [gradient] * 200, dtype="float32")
    assert found[-1] == pytest.approx(1 - 200 * 1e-9 * gradient, rel=1e-6)


def test_adamw_shrinks_the_parameters_themselves_by_rate_times_decay():
    # m̂ = 1, 5/3 and v̂ = 1, 3; lr·w = 1/10
    expected = [0.9 * 1 - 0.5 * 1 / (1 + 0.5)]
    expected.append(0.9 * expected[0] - 0.5 * (5 / 3) / (sqrt(3) + 0.5))
    optimizer = AdamW(lr=0.5, beta1=0.5, beta2=0.5, epsilon=0.5, weight_decay=0.2)
    assert path(optimizer, [1.0, 2.0]) == pytest.approx(expected, rel=1e-14)


def test_adamws_decay_leaves_the_moments_alone():
    # without a gradient all that happens is 1, (1 − lr·w), (1 − lr·w)²
    assert path(AdamW(lr=0.5, weight_decay=0.2), [0.0, 0.0]) == pytest.approx([0.9, 0.81], rel=1e-15)


def test_amsgrad_remembers_the_largest_mean_square():
    # v = 2, 1, 1 and v* = 2, 2, 2
    expected = [1 - 2 / (sqrt(2) + 1)]
    expected += [expected[0], expected[0] - 1 / (sqrt(2) + 1)]
    optimizer = AMSGrad(lr=1.0, beta1=0.0, beta2=0.5, epsilon=1.0, bias_correction=False)
    assert path(optimizer, [2.0, 0.0, 1.0]) == pytest.approx(expected, rel=1e-14)


def test_amsgrad_corrects_the_largest_mean_square():
    # v* = 2 over 1 − 1/2, then 1 − 1/4, then 1 − 1/8
    expected = [1 - 2 / (2 + 1)]
    expected += [expected[0], expected[0] - 1 / (sqrt(16 / 7) + 1)]
    optimizer = AMSGrad(lr=1.0, beta1=0.0, beta2=0.5, epsilon=1.0)
    assert path(optimizer, [2.0, 0.0, 1.0]) == pytest.approx(expected, rel=1e-14)


def test_amsgrad_minimises_where_adam_does_not():
    # Reddi et al. 2018, Theorem 1: C·x every third time and −x else, on [−1, 1], with β₁ = 0, β₂ = 1/(1 + C²). The sum
    # over three is (C − 2)·x, smallest at −1; Adam ends at +1.
    slope, ends = 4.0, {}
    for kind in (Adam, AMSGrad):
        optimizer, params = kind(lr=0.01, beta1=0.0, beta2=1 / (1 + slope**2)), {"w": np.array([0.0])}
        state = optimizer.init(params, np)
        for step in range(3000):
            gradient = slope if step % 3 == 0 else -1.0
            params, state = optimizer.update({"w": np.array([gradient])}, state, params, np)
            params = {"w": np.clip(params["w"], -1.0, 1.0)}
        ends[kind] = params["w"][0]
    assert ends[Adam] > 0.9
    assert ends[AMSGrad] < -0.9


def test_optimistic_descent_takes_back_what_it_foretold():
    # 2g − past: 2, 4 − 1, −2 − 2
    assert path(Optimistic(lr=0.5), [1.0, 2.0, -1.0]) == [0.0, -1.5, 0.5]


def test_optimistic_adam_is_algorithm_1():
    # m̂ = 1, 2, −3 and v = 1/2, 9/4, 45/8, so v̂ = 1, 3, 45/7
    directions = [0.0, 1 / (1 + 0.5), 2 / (sqrt(3) + 0.5), -3 / (sqrt(45 / 7) + 0.5)]
    expected, theta = [], 1.0
    for before, now in pairwise(directions):
        theta = theta - 2 * 0.5 * now + 0.5 * before
        expected.append(theta)
    optimizer = OptimisticAdam(lr=0.5, beta1=0.0, beta2=0.5, epsilon=0.5)
    assert path(optimizer, [1.0, 2.0, -3.0]) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(("optimistic", "plain"), [(Optimistic, SGD), (OptimisticAdam, Adam)])
def test_an_optimistic_step_ends_as_far_beyond_the_plain_one_as_that_went(optimistic, plain):
    # The terms that are taken back cancel: θ = 2·θ' − θ'' of the plain path's last two.
    steps, rate = [1.0, 2.0, -3.0, 0.5], 0.25
    plainly = [1.0, *path(plain(lr=rate), steps)]
    expected = [2 * now - before for before, now in pairwise(plainly)]
    assert path(optimistic(lr=rate), steps) == pytest.approx(expected, rel=1e-13)


def test_optimism_contracts_a_bilinear_game_as_derived_where_descent_spirals_out():
    # min over x, max over y of x·y, both at once: z = x + iy moves by z' = z − 2ih·z + ih·(the last z), whose factor is
    # the larger root of λ² − (1 − 2ih)λ − ih = 0; plain descent has |1 − ih| > 1. Daskalakis et al. 2018, section 2.
    rate, steps = 0.1, 400
    factors = {SGD: abs(1 - 1j * rate), Optimistic: max(abs(np.roots([1, -(1 - 2j * rate), -1j * rate])))}
    for kind, factor in factors.items():
        optimizer, params, sizes = kind(lr=rate), {"x": np.array([1.0]), "y": np.array([0.0])}, []
        state = optimizer.init(params, np)
        for _ in range(steps):
            params, state = optimizer.update({"x": params["y"], "y": -params["x"]}, state, params, np)
            sizes.append(float(np.hypot(params["x"][0], params["y"][0])))
        assert sizes[-1] / sizes[-2] == pytest.approx(factor, rel=1e-9)
    assert factors[Optimistic] < 1 < factors[SGD]


@pytest.mark.parametrize("kind", [Optimistic, OptimisticAdam])
def test_the_present_rate_stands_before_both_optimistic_terms(kind):
    # Of a constant gradient the rate of the last step alone moves the parameters, by lr·g or lr·1.
    rate = Linear(start=0.5, end=0.25, over=1)
    first, second = path(kind(lr=rate), [1.0, 1.0])
    assert (first, second - first) == (pytest.approx(0.0, abs=1e-7), pytest.approx(-0.25, rel=1e-7))
