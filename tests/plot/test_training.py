"""Pictures of a run."""

import numpy as np
import pytest
from PIL import Image

from ganreg import plot
from ganreg.errors import DataError
from ganreg.plot.figure import hidden_figure
from ganreg.training.history import History

RNG = np.random.default_rng(0)
SLOPE = 2.0


def run(n, slope=SLOPE):
    records = [
        {
            "iteration": i + 1,
            "critic_loss": -1 / (i + 1),
            "generator_loss": 0.1 * i,
            "gradient_penalty": 0.01,
            "wasserstein_estimate": 1.0 + i,
        }
        for i in range(n)
    ]
    for record in records[::10]:
        record["critic_slope"] = slope
    return records


def panels(records):
    return plot.training(records, hidden_figure((6, 5)).subplots(2, sharex=True))


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def line(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def test_losses_and_penalties_are_above_and_the_estimate_below():
    upper, lower = panels(run(30))
    assert labels(upper) == ["critic loss", "generator loss", "gradient penalty"]
    assert labels(lower) == ["estimate", "estimate / critic's slope"]
    assert lower.get_xlabel() == "generator updates"


def test_the_gap_is_no_estimate_with_another_loss():
    axes = hidden_figure((6, 5)).subplots(2, sharex=True)
    _, lower = plot.training(run(30), axes, wasserstein=False)
    assert labels(lower) == ["gap", "gap / critic's slope"]
    assert lower.get_title(loc="left") == "Critic's gap"
    assert panels(run(30))[1].get_title(loc="left") == "Wasserstein estimate"


def test_sizes_of_gradients_are_no_losses():
    sizes = {"critic_gradient_norm": 9e9, "generator_pullback_norm": 9e9, "critic_pullback_norm": 9e9}
    upper, _ = panels([record | sizes for record in run(5)])
    assert labels(upper) == ["critic loss", "generator loss", "gradient penalty"]


def test_a_short_run_is_drawn_as_it_is():
    upper, _ = panels(run(12))
    drawn = line(upper, "critic loss")
    np.testing.assert_array_equal(drawn.get_xdata(), np.arange(1, 13))
    np.testing.assert_array_equal(drawn.get_ydata(), -1 / np.arange(1, 13))


def test_the_estimate_is_divided_by_the_slope_where_one_was_measured():
    _, lower = panels(run(30))
    drawn = line(lower, "estimate / critic's slope")
    np.testing.assert_array_equal(drawn.get_xdata(), [1, 11, 21])
    np.testing.assert_array_equal(drawn.get_ydata(), np.array([1, 11, 21]) / SLOPE)


@pytest.mark.parametrize(("slope", "axes"), [(2.0, 2), (0.001, 3), (1000.0, 3)])
def test_estimates_of_another_size_get_an_axis_of_their_own(slope, axes):
    _, lower = panels(run(30, slope))
    assert len(lower.figure.axes) == axes
    assert len(labels(lower)) == 2
    assert labels(lower)[1].endswith("(right)") is (axes == 3)


def test_a_slope_of_zero_divides_nothing():
    assert labels(panels(run(30, 0.0))[1]) == ["estimate"]


def test_a_loss_without_an_estimate_says_so():
    _, lower = panels([{"iteration": 1, "critic_loss": 1.0, "generator_loss": 2.0}])
    assert [text.get_text() for text in lower.texts] == ["no Wasserstein estimate was recorded"]


def test_every_unknown_term_counts_as_a_penalty():
    upper, _ = panels([{"iteration": 1, "critic_loss": 1.0, "r1": 2.0, "gradient_penalty_1": 0.5}])
    assert labels(upper) == ["critic loss", "r1", "gradient penalty 1"]


def test_one_wild_value_neither_bends_the_median_nor_flattens_the_picture():
    records = [{"iteration": i, "critic_loss": float(RNG.normal())} for i in range(1, 2001)]
    records[1000]["critic_loss"] = 1e6
    upper, _ = panels(records)
    assert np.abs(line(upper, "critic loss").get_ydata()).max() < 2
    assert np.abs(upper.get_ylim()).max() < 10


def test_a_long_run_has_few_points_and_keeps_its_spikes():
    records = [{"iteration": i, "critic_loss": float(i == 70_001)} for i in range(1, 100_001)]
    raw, smooth = panels(records)[0].lines
    assert len(raw.get_xdata()) <= 1600
    assert len(smooth.get_xdata()) <= 1500
    assert raw.get_ydata().max() == 1
    assert smooth.get_ydata().max() == 0
    assert np.all(np.diff(smooth.get_xdata()) > 0)


def test_values_that_are_not_finite_are_left_out():
    records = run(5)
    records[2]["critic_loss"] = float("nan")
    np.testing.assert_array_equal(line(panels(records)[0], "critic loss").get_xdata(), [1, 2, 4, 5])


@pytest.mark.parametrize("n", [1, 2, 40])
def test_a_run_of_any_length_is_saved(tmp_path, n):
    plot.save_training(History(run(n)), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (1200, 960)


@pytest.mark.parametrize("records", [[], [{"iteration": 1, "critic_loss": float("nan")}], [{"iteration": 1}]])
def test_nothing_to_draw_is_an_error(records):
    with pytest.raises(DataError, match="Train first"):
        plot.training(records)


def test_a_minimax_run_has_its_bound_below(tmp_path):
    upper, middle, lower = plot.training(run(30), hidden_figure((6, 8)).subplots(3, sharex=True), bounds_js=True)
    assert labels(lower) == ["log 2 − L/2", "log 2: no overlap"]
    assert [ax.get_xlabel() for ax in (upper, middle, lower)] == ["", "", "generator updates"]
    plot.save_training(run(30), tmp_path / "two.png")
    plot.save_training(run(30), tmp_path / "three.png", bounds_js=True)
    with Image.open(tmp_path / "two.png") as two, Image.open(tmp_path / "three.png") as three:
        assert three.height > 1.3 * two.height
