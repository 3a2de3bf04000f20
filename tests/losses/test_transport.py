"""Entropic transport of scores: what it shares with POT, and what Newton's method adds."""

import numpy as np
import ot
import pytest

from ganreg.losses import transport
from ganreg.losses.newton import _shortened, newton
from ganreg.losses.transport import Plan, Transport, _iterated, on_host

X, Y = np.array([0.3, -1.2, 1.7, 0.8, 0.8]), np.array([-0.4, 0.9, -1.9])
COSTS = abs(X[:, None] - Y[None, :]) ** 2


@pytest.mark.parametrize("epsilon", [0.7, 2.0])
def test_plan_and_entropy_are_those_of_pots_iteration(epsilon):
    found = Transport(epsilon, 2.0, 1e-15, 100).plan(X, Y)
    rows, columns = np.full(5, 1 / 5), np.full(3, 1 / 3)
    wanted = ot.sinkhorn(rows, columns, COSTS, epsilon, method="sinkhorn_log", numItermax=5000, stopThr=1e-15)
    assert found.weights == pytest.approx(wanted, abs=1e-13)
    assert found.entropy == pytest.approx(np.sum(wanted * np.log(15 * wanted)), abs=1e-12)


def test_weights_of_0_have_no_entropy():
    # Σ P log 4P = 2·½ log 2
    assert Plan.of(np.diag([0.5, 0.5])).entropy == pytest.approx(np.log(2), rel=1e-15)


def test_newtons_method_needs_no_iteration_before_it(monkeypatch):
    far = 5e3 * X, 5e3 * Y
    wanted = Transport(1.0, 2.0, 1e-13, 100).plan(*far).weights
    monkeypatch.setattr(transport, "_iterated", lambda costs: np.zeros(len(costs)))
    assert Transport(1.0, 2.0, 1e-13, 100).plan(*far).weights == pytest.approx(wanted, abs=1e-12)


def test_steps_are_few():
    random = np.random.default_rng(0)
    for p in (1.0, 2.0):
        for x, y in (random.uniform(-1e4, 1e4, size=(2, 64)), random.normal(size=(2, 64))):
            Transport(1.0, p, 1e-13, 20).plan(x, y)


def test_a_step_never_goes_too_far():
    # an undamped step from where hardly any mass passes overshoots by a power of e, and does not come back in time
    costs = np.array([[0.0, 40.0], [40.0, 0.0], [0.0, 3.0]])
    weights = newton(costs, np.array([-30.0, 20.0, 0.0]), 1e-15, 60)
    assert weights.sum(axis=1) == pytest.approx([1 / 3] * 3, abs=1e-14)
    assert weights.sum(axis=0) == pytest.approx([1 / 2] * 2, abs=1e-14)


def test_steps_are_shortened_by_their_spread():
    # a = 1/2: log(3/2)/(1/2) of (0, 1/2); a constant has no spread, and stays
    assert _shortened(np.array([0.0, 0.5])) == pytest.approx([0, np.log(1.5)], rel=1e-15)
    assert _shortened(np.array([0.25])).tolist() == [0.25]


def test_groups_that_exchange_no_mass_find_the_way_to_each_other():
    # e⁻⁸⁰⁰ is 0: at first the middle row has all of the second column, 1/2, and no derivative says where the rest lies
    costs = np.array([[0.0, 800.0], [800.0, 0.0], [0.0, 800.0]])
    weights = newton(costs, np.zeros(3), 1e-14, 60)
    # 1/2 of the first column is shared out to two rows of 1/3 each, of which 1/12 each comes from the second
    assert weights == pytest.approx(np.array([[1 / 4, 1 / 12], [0, 1 / 3], [1 / 4, 1 / 12]]), abs=1e-13)


def test_costs_may_all_be_large():
    weights = newton(np.array([[800.0, 801.0], [801.0, 800.0]]), np.zeros(2), 1e-14, 5)
    assert weights == pytest.approx(0.5 / (1 + np.exp([[-1, 1], [1, -1]])), abs=1e-15)


def test_for_near_scores_the_iteration_leaves_little_to_newton():
    weights = newton(COSTS / 4, _iterated(COSTS / 4), 1.0, 0)
    assert weights.sum(axis=1) == pytest.approx([1 / 5] * 5, abs=1e-4)


def test_scores_come_to_the_host_in_float64():
    assert on_host(np.asarray([0.5], dtype=np.float32), np).dtype == np.float64
