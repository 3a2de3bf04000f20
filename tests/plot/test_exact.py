"""Pictures of exact distances: a plan's arrows, parallel lines, the best critics, the bound of the JSD."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from ganreg import plot
from ganreg.errors import DataError
from ganreg.plot.figure import hidden_figure
from ganreg.theory import transport


@pytest.fixture
def ax():
    return hidden_figure((5, 4)).subplots()


def curve(ax, label):
    return np.transpose(next(line for line in ax.lines if line.get_label() == label).get_data())


@pytest.mark.parametrize("d", [1, 2])
def test_a_plan_has_an_arrow_for_each_pair_that_shares_mass(ax, d):
    x, y = np.random.default_rng(0).normal(size=(2, 5, d))
    plan = transport(x, y[:4]).plan
    plot.transport_plan(x, y[:4], plan, ax)
    arrows = ax.collections[0]
    rows, columns = np.nonzero(plan)
    assert len(rows) == arrows.N
    np.testing.assert_allclose(arrows.U, (y[columns] - x[rows])[:, 0])
    np.testing.assert_allclose(arrows.V, (y[columns] - x[rows])[:, 1] if d == 2 else -1)
    assert arrows.get_facecolor()[:, 3].argmax() == plan[rows, columns].argmax()


@pytest.mark.parametrize(
    ("x", "y", "plan", "message"),
    [
        (np.ones((2, 3)), np.ones((2, 3)), np.eye(2), r"\(2, 3\): expected finite ones"),
        ([np.nan], [0.0], [[1.0]], "expected finite ones"),
        ([], [0.0], np.ones((0, 1)), "expected finite ones"),
        ([0.0], [0.0], np.eye(2), r"plan has the shape \(2, 2\); expected \(1, 1\)"),
        ([0.0], [0.0], [[-1.0]], "none negative"),
    ],
)
def test_what_is_no_plan_is_refused(ax, x, y, plan, message):
    with pytest.raises(DataError, match=message):
        plot.transport_plan(x, y, plan, ax)


def test_of_the_parallel_lines_distances_only_one_goes_to_0(ax):
    plot.parallel_lines([-1, -0.5, 0, 0.5], ax)
    assert curve(ax, "W = |θ|")[:, 1].tolist() == [1, 0.5, 0, 0.5]
    np.testing.assert_array_equal(curve(ax, "JS = log 2")[:, 1], [np.log(2), np.log(2), np.nan, np.log(2)])
    np.testing.assert_array_equal(curve(ax, "TV = 1")[:, 1], [1, 1, np.nan, 1])
    assert [text.get_text() for text in ax.get_legend().get_texts()][-1] == "KL = ∞"


def test_by_default_theta_goes_both_ways(ax):
    x = curve(plot.parallel_lines(ax=ax), "W = |θ|")[:, 0]
    assert (x[0], x[-1]) == (-1.5, 1.5)
    assert 0 in x


def test_the_best_critic_has_slope_1_and_the_best_discriminators_vanishes():
    upper, lower = plot.optimal_critics(2.0, 0.5, hidden_figure((5, 5)).subplots(2))
    x, best = curve(upper, "D* = p/(p + q)").T
    p, q = np.exp(-2 * x**2), np.exp(-2 * (x - 2) ** 2)
    np.testing.assert_allclose(best, p / (p + q), atol=1e-14)
    critic = 2 * curve(upper, "f*, in units of θ")[:, 1]
    np.testing.assert_allclose(np.gradient(critic, x), -1, atol=1e-12)
    slopes = curve(lower, "of log(1 − D*)")[:, 1]
    np.testing.assert_allclose(slopes, np.gradient(np.log1p(-best), x, edge_order=2), atol=0.02)
    assert slopes[-1] < 1e-5 < 1 == curve(lower, "of −f*")[-1, 1]


@pytest.mark.parametrize("arguments", [(0, 1), (1, -1), (np.inf, 1)])
def test_critics_need_a_distance_and_a_deviation(arguments):
    with pytest.raises(DataError, match="above 0"):
        plot.optimal_critics(*arguments)


def test_the_bound_is_log_2_less_half_the_loss_below_its_ceiling(ax):
    records = [{"iteration": i, "critic_loss": 1.0 / i} for i in range(1, 20)]
    plot.js_bound(records, ax)
    found = curve(ax, "log 2 − L/2")
    assert found[0].tolist() == [1, np.log(2) - 0.5]
    ceiling = curve(ax, "log 2: no overlap")[:, 1]
    assert ceiling.tolist() == [np.log(2)] * 2
    assert np.all(found[:, 1] < np.log(2))
    assert ax.get_ylim()[1] > np.log(2)
    assert to_rgba(ax.lines[0].get_color()) != to_rgba(ax.lines[2].get_color())


def test_without_a_critic_loss_there_is_no_bound(ax):
    with pytest.raises(DataError, match="Train first"):
        plot.js_bound([{"iteration": 1}], ax)
