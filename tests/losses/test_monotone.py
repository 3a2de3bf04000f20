"""Potentials of transport without entropy."""

import numpy as np
import ot
import pytest

from ganreg.losses.monotone import monotone_potentials


def costs(x, y, p):
    return abs(np.subtract.outer(np.sort(x), np.sort(y))).astype(np.longdouble) ** p


def test_two_pairs_by_hand():
    # (0, 3) to (0.5, 3.5) costs ((¼, 12¼), (6¼, ¼)): u₀ = 0, v₀ = ¼; u₁ ≤ 6¼ − ¼ = 6 and v₁ ≤ 12¼, so that
    # u₁ ≥ ¼ − 12¼ = −12: the middle is −3, and v₁ = 3¼
    u, v = monotone_potentials(costs([0.0, 3.0], [0.5, 3.5], 2))
    assert (u.tolist(), v.tolist()) == ([0, -3], [0.25, 3.25])


def test_one_against_two_by_hand():
    # 1 serves both 0 and 3, at 1 and 4
    u, v = monotone_potentials(costs([1.0], [0.0, 3.0], 2))
    assert (u.tolist(), v.tolist()) == ([0], [1, 4])


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (6, 1), (6, 6), (6, 4), (4, 9)])
def test_they_are_feasible_and_their_mean_is_the_cost_of_the_best_plan(p, n, m):
    random = np.random.default_rng(n * m)
    table = costs(random.normal(size=n).round(1), random.normal(size=m).round(1), p)
    u, v = monotone_potentials(table)
    assert np.min(table - u[:, None] - v[None, :]) > -1e-12
    best = ot.emd2(np.full(n, 1 / n), np.full(m, 1 / m), table.astype(np.float64))
    assert float(u.mean() + v.mean()) == pytest.approx(best, abs=1e-12)
