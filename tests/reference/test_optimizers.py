"""The optimizers' oracles: three published updates, worked out by hand with exact arithmetic."""

import numpy as np
import pytest

from ganreg import optimizers as specifications
from ganreg_reference.optimizers import SGD, Adam, RMSProp


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


@pytest.mark.parametrize(
    ("oracle", "specification"),
    [(SGD, specifications.SGD(lr=1)), (RMSProp, specifications.RMSProp(lr=1)), (Adam, specifications.Adam(lr=1))],
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
