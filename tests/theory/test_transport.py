"""Discrete transport is what brute force and linear programming find, and proves itself."""

import sys
from itertools import permutations

import numpy as np
import ot
import pytest
from theory.discrete import cheapest, distance, points

from ganreg.errors import ConvergenceError, DataError, MissingDependencyError, ParameterError
from ganreg.theory import transport


@pytest.mark.parametrize("power", [1, 1.5, 2, 3])
def test_the_cost_is_that_of_the_linear_program(power):
    x, y, a, b = points(0)
    found = transport(x, y, a, b, power=power)
    assert found.cost == pytest.approx(cheapest(distance(x, y) ** power, a, b), abs=1e-9)


@pytest.mark.parametrize("power", [1, 2])
def test_between_equal_numbers_of_points_no_matching_is_cheaper(power):
    x, y, _, _ = points(1, n=6, m=6)
    costs = distance(x, y) ** power
    best = min(sum(costs[i, j] for i, j in enumerate(order)) / 6 for order in permutations(range(6)))
    assert transport(x, y, power=power).cost == pytest.approx(best, abs=1e-12)


def test_any_cost_can_be_given():
    _, _, a, b = points(2)
    costs = np.random.default_rng(2).normal(size=(12, 15))  # negative ones too
    assert transport(np.zeros(12), np.zeros(15), a, b, cost=costs).cost == pytest.approx(
        cheapest(costs, a, b), abs=1e-9
    )


@pytest.mark.parametrize("scale", [1e-100, 1, 1e100])
def test_a_plan_has_its_weights_and_its_potentials_prove_it(scale):
    x, y, a, b = points(3)
    a[:3], b[4] = 0, 0  # points without weight do not disturb
    a, b = a / a.sum(), b / b.sum()
    found, costs = transport(x * scale, y * scale, a, b), distance(x, y)
    np.testing.assert_allclose(found.plan.sum(axis=1), a, rtol=0, atol=1e-15)
    np.testing.assert_allclose(found.plan.sum(axis=0), b, rtol=0, atol=1e-15)
    slack = costs - (found.u[:, None] + found.v) / scale
    assert slack.min() > -1e-14
    assert np.abs(slack[found.plan > 0]).max() < 1e-13
    assert abs(found.gap) < 1e-13 * scale


def test_weights_are_divided_by_their_sum():
    x, y, a, b = points(4)
    assert transport(x, y, 7 * a, 1e-3 * b).cost == pytest.approx(transport(x, y, a, b).cost, rel=1e-13)
    assert transport(x, y, [1] * 12, [2] * 15).cost == pytest.approx(transport(x, y).cost, rel=1e-13)


def test_images_are_vectors():
    x, y = np.random.default_rng(5).normal(size=(2, 4, 1, 3, 3))
    assert transport(x, y).cost == transport(x.reshape(4, 9), y.reshape(4, 9)).cost


def test_parallel_lines_are_theta_apart():
    # Arjovsky et al. 2017 (arXiv 1701.07875), Example 1: W = |θ|; with the same second coordinates it is so of samples
    z = np.random.default_rng(6).uniform(size=200)
    lines = [np.stack([np.full(200, theta), z], axis=1) for theta in (0.0, -0.5)]
    assert transport(*lines).cost == pytest.approx(0.5, abs=1e-12)


def test_pots_own_default_is_the_squared_distance():
    x, y, _, _ = points(7)
    squared = ot.emd2([], [], ot.dist(x, y))
    assert squared == pytest.approx(transport(x, y, power=2).cost, rel=1e-12)
    assert squared != pytest.approx(transport(x, y).cost, rel=0.1)


def test_distances_far_from_the_origin_do_not_cancel():
    # POT expands (x − y)² = x² − 2xy + y², which leaves nothing of points that are 1e9 away and 1 apart
    x, y = np.array([[1e9, 1e9]]), np.array([[1e9 + 0.6, 1e9 + 0.8]])
    assert transport(x, y).cost == pytest.approx(1, abs=1e-6)
    assert abs(ot.dist(x, y, metric="euclidean")[0, 0] - 1) > 0.1


def test_single_precision_is_computed_in_double():
    # POT casts its plan to the type of the weights
    x, y, a, b = (array.astype(np.float32) for array in points(8))
    found = transport(x, y, a, b)
    assert found.plan.dtype == np.float64
    assert abs(found.gap) < 1e-13


def test_pot_that_gives_up_only_warns_and_ganreg_does_not_take_it(monkeypatch):
    monkeypatch.setattr(sys.modules["ganreg.theory.transport"], "STEPS", 3)
    with pytest.raises(ConvergenceError, match="numItermax"):
        transport(*points(9)[:2])


@pytest.mark.parametrize("spoilt", ["plan", "potential"])
def test_a_wrong_plan_is_not_taken(monkeypatch, spoilt):
    solve = ot.emd

    def wrong(*args, **options):
        flow, log = solve(*args, **options)
        if spoilt == "plan":
            return flow[::-1], log
        return flow, log | {"v": log["v"] * 0}

    monkeypatch.setattr(ot, "emd", wrong)
    with pytest.raises(ConvergenceError, match="more than its potentials prove"):
        transport(*points(10)[:2])


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([], [1.0]), {}, r"x has the shape \(0,\)"),
        (([np.nan], [1.0]), {}, "1 values of x are NaN"),
        ((["one"], [1.0]), {}, "x is no array of numbers"),
        (([[1.0, 2.0]], [1.0]), {}, "x has points of 2 numbers, y of 1"),
        (([1.0, 2.0], [1.0], [1.0, -1.0]), {}, "none negative"),
        (([1.0, 2.0], [1.0], [0.0, 0.0]), {}, "not all 0"),
        (([1.0, 2.0], [1.0], [1.0]), {}, r"expected \(2,\)"),
        (([1.0, 2.0], [1.0]), {"cost": [[1.0]]}, r"cost has the shape \(1, 1\); expected \(2, 1\)"),
    ],
)
def test_what_is_no_measure_is_refused(arguments, options, message):
    with pytest.raises(DataError, match=message):
        transport(*arguments, **options)


@pytest.mark.parametrize("power", [0.5, np.nan, np.inf])
def test_a_power_below_1_is_no_distance(power):
    with pytest.raises(ParameterError, match="p ≥ 1"):
        transport([0.0], [1.0], power=power)


def test_without_pot_the_way_to_get_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ot", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[ot\]"'):
        transport([0.0], [1.0])
