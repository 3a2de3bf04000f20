"""The optimizers' oracles: a few published updates each, worked out by hand."""

from math import sqrt

import numpy as np
import pytest

from ganreg import optimizers as specifications
from ganreg_reference.optimizers import SGD, Adam, AdamW, AMSGrad, Nesterov, Optimistic, OptimisticAdam, RMSProp


def _path(oracle, gradients, start=1.0):
    """θ after each step from a start with the given gradients."""
    params = {"w": np.array([start])}
    state, path = oracle.init(params), []
    for gradient in gradients:
        params, state = oracle.update({"w": np.array([gradient])}, state, params)
        path.append(float(params["w"][0]))
    return path


def test_sgd_subtracts_the_gradient_times_the_rate():
    assert _path(SGD(specifications.SGD(lr=0.5)), [1.0, 2.0, -1.0]) == [0.5, -0.5, 0.0]


def test_momentum_keeps_its_share_of_the_velocity():
    # v = 1, 3/2, 7/4
    assert _path(SGD(specifications.SGD(lr=0.5, momentum=0.5)), [1.0, 1.0, 1.0]) == [0.5, -0.25, -1.125]


def test_rmsprop_divides_by_the_root_of_the_running_mean_square():
    # s = 2, 9, 5, so θ = 1 − 2/(√2 + 1), then −4/(3 + 1), then +1/(√5 + 1)
    oracle = RMSProp(specifications.RMSProp(lr=1.0, decay=0.5, epsilon=1.0))
    expected = [0.1715728752538099, -0.8284271247461901, -0.5194101303712427]
    assert _path(oracle, [2.0, 4.0, -1.0]) == pytest.approx(expected, rel=1e-14)


def test_adam_corrects_the_bias_of_both_moments():
    # Algorithm 1 of Kingma and Ba in 40 decimal digits
    published = Adam(specifications.Adam(lr=0.1))
    expected = [0.9000000009999999900, 0.8034817990281656402, 0.8101417005552475103]
    assert _path(published, [1.0, 2.0, -3.0]) == pytest.approx(expected, rel=1e-14)


def test_adam_adds_epsilon_to_the_corrected_root():
    # The same with an ε of 1/2, which under the root, or before the correction, would give other numbers
    large = Adam(specifications.Adam(lr=0.1, beta1=0.5, beta2=0.75, epsilon=0.5))
    expected = [0.9333333333333333333, 0.8557240329017314407, 0.8910502611413150370]
    assert _path(large, [1.0, 2.0, -3.0]) == pytest.approx(expected, rel=1e-14)


def test_nesterov_steps_along_the_gradient_and_the_new_velocity():
    # v = 1, 3/2, 7/4, so the steps are ½·(1 + v/2) = 3/4, 7/8, 15/16
    oracle = Nesterov(specifications.Nesterov(lr=0.5, momentum=0.5))
    assert _path(oracle, [1.0, 1.0, 1.0]) == [0.25, -0.625, -1.5625]


def test_centred_rmsprop_divides_by_the_running_standard_deviation():
    # s = 2, 9 and m = 1, 5/2, so s − m² = 1, 11/4
    oracle = RMSProp(specifications.RMSProp(lr=1.0, decay=0.5, epsilon=1.0, centred=True))
    assert _path(oracle, [2.0, 4.0]) == pytest.approx([0.0, -4 / (sqrt(11 / 4) + 1)], rel=1e-14)


def test_a_variance_that_rounding_makes_negative_is_taken_as_0():
    oracle = RMSProp(specifications.RMSProp(lr=1e-9, decay=0.5, epsilon=1.0, centred=True))
    assert np.isfinite([_path(oracle, [gradient] * 100)[-1] for gradient in (0.1, 0.3, 1 / 3, 0.7)]).all()


def test_adamw_shrinks_the_parameters_themselves():
    # m̂ = 1, 5/3 and v̂ = 1, 3; lr·w = 1/10: θ = 9/10 − 1/3 = 17/30, then 17/30·9/10 − (5/6)/(√3 + ½)
    oracle = AdamW(specifications.AdamW(lr=0.5, beta1=0.5, beta2=0.5, epsilon=0.5, weight_decay=0.2))
    assert _path(oracle, [1.0, 2.0]) == pytest.approx([17 / 30, 0.51 - (5 / 6) / (sqrt(3) + 0.5)], rel=1e-14)


@pytest.mark.parametrize(("corrected", "steps"), [(False, [sqrt(2), sqrt(2)]), (True, [2.0, sqrt(16 / 7)])])
def test_amsgrad_divides_by_the_root_of_the_largest_mean_square(corrected, steps):
    # v = 2, 1, 1 and v* = 2, 2, 2; corrected 2/(1 − 1/2) = 4, 2/(1 − 1/4), 2/(1 − 1/8) = 16/7
    specification = specifications.AMSGrad(lr=1.0, beta1=0.0, beta2=0.5, epsilon=1.0, bias_correction=corrected)
    first = 1 - 2 / (steps[0] + 1)
    expected = [first, first, first - 1 / (steps[1] + 1)]
    assert _path(AMSGrad(specification), [2.0, 0.0, 1.0]) == pytest.approx(expected, rel=1e-14)


def test_optimistic_descent_takes_back_half_of_the_last_step():
    # −2·½·g + ½·past: −1, −2 + ½, 1 + 1
    assert _path(Optimistic(specifications.Optimistic(lr=0.5)), [1.0, 2.0, -1.0]) == [0.0, -1.5, 0.5]


def test_optimistic_adam_takes_back_half_of_the_last_step():
    # m̂ = 1, 2 and v̂ = 1, 3: θ = 1 − 2/3 = 1/3, then 1/3 − 2/(√3 + ½) + ½·(2/3)
    specification = specifications.OptimisticAdam(lr=0.5, beta1=0.0, beta2=0.5, epsilon=0.5)
    expected = [1 / 3, 2 / 3 - 2 / (sqrt(3) + 0.5)]
    assert _path(OptimisticAdam(specification), [1.0, 2.0]) == pytest.approx(expected, rel=1e-14)
    from_zero = [number - 1 for number in expected]
    assert _path(OptimisticAdam(specification), [1.0, 2.0], start=0.0) == pytest.approx(from_zero, rel=1e-14)


@pytest.mark.parametrize(
    ("oracle", "specification"),
    [
        (SGD, specifications.SGD(lr=1)),
        (SGD, specifications.Momentum(lr=1)),
        (Nesterov, specifications.Nesterov(lr=1)),
        (RMSProp, specifications.RMSProp(lr=1)),
        (RMSProp, specifications.RMSProp(lr=1, centred=True)),
        (Adam, specifications.Adam(lr=1)),
        (AdamW, specifications.AdamW(lr=1)),
        (AMSGrad, specifications.AMSGrad(lr=1)),
        (Optimistic, specifications.Optimistic(lr=1)),
        (OptimisticAdam, specifications.OptimisticAdam(lr=1)),
    ],
)
def test_moments_have_the_names_that_other_backends_give_them(oracle, specification):
    params = {"0.weight": np.ones((2, 3)), "0.bias": np.ones(2)}
    ours, theirs = oracle(specification).init(params), specification.init(params, np)
    assert {m: set(a) for m, a in ours.moments.items()} == {m: set(a) for m, a in theirs.moments.items()}
    assert ours.step == theirs.step == 0


def test_an_update_changes_neither_its_state_nor_its_parameters():
    oracle, params = SGD(specifications.SGD(lr=1.0, momentum=0.9)), {"w": np.ones(2)}
    state = oracle.init(params)
    _, after = oracle.update({"w": np.ones(2)}, state, params)
    assert params["w"].tolist() == [1.0, 1.0]
    assert state.moments["velocity"]["w"].tolist() == [0.0, 0.0]
    assert (state.step, after.step) == (0, 1)
