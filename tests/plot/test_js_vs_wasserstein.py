"""The figure that says why a critic of slope 1 teaches a generator that is far off."""

import sys

import numpy as np
import pytest
from PIL import Image

from ganreg import plot
from ganreg.errors import DataError
from ganreg.plot.figure import hidden_figure
from ganreg.theory import js_of_gaussians

THETA = (0.0, 0.3, 0.6)


@pytest.fixture(scope="module")
def figure():
    return plot.js_vs_wasserstein(THETA, steps=3, figure=hidden_figure((9, 7)))


def panel(figure, label):
    return next(ax for ax in figure.axes if ax.get_label() == label)


def curve(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def test_it_has_three_panels_with_titles(figure):
    assert [ax.get_label() for ax in figure.axes] == ["apart", "distances", "gradients"]
    assert all(ax.get_title(loc="left") for ax in figure.axes)


def test_the_lines_are_the_exact_distances(figure):
    x, y = curve(panel(figure, "distances"), "Jensen–Shannon, exact").get_data()
    np.testing.assert_allclose(y, [js_of_gaussians(0, 0.15**2, at, 0.15**2) for at in x], atol=1e-14)
    x, y = curve(panel(figure, "distances"), "Wasserstein, exact").get_data()
    np.testing.assert_array_equal(x, y)


def test_there_is_a_dot_for_each_critic(figure):
    for label in ("a WGAN-GP critic's estimate", "a minimax critic's estimate"):
        assert len(curve(panel(figure, "distances"), label).get_xdata()) == len(THETA)
    for label in ("from a WGAN-GP critic", "from a minimax critic"):
        assert list(curve(panel(figure, "gradients"), label).get_xdata()) == [0.3, 0.6]  # nothing is to be felt at 0


def test_the_best_discriminators_gradient_is_twice_the_jsds(figure):
    # E_q[D*·θ/σ²], by the envelope theorem
    x, y = curve(panel(figure, "gradients"), "from the best discriminator").get_data()
    z = np.linspace(-12, 12, 4001)
    for theta, found in zip(x[::50], y[::50], strict=True):
        ratio = theta * (theta / 2 - (theta + 0.15 * z)) / 0.15**2
        mean = np.sum(np.exp(-(z**2) / 2) / (1 + np.exp(-ratio))) / np.sum(np.exp(-(z**2) / 2))
        assert found == pytest.approx(mean * theta / 0.15**2, rel=1e-5)


def test_it_can_be_saved(tmp_path):
    plot.save_js_vs_wasserstein(tmp_path / "figure.png", theta=(0.1, 0.2, 0.3), steps=1)
    with Image.open(tmp_path / "figure.png") as image:
        assert image.width > 1000


def test_it_needs_matplotlib_alone(monkeypatch):
    for package in ("scipy", "ot", "sklearn", "torch"):
        monkeypatch.setitem(sys.modules, package, None)
    plot.js_vs_wasserstein((0.0, 0.1, 0.2), steps=1, figure=hidden_figure((4, 4)))


@pytest.mark.parametrize(
    "options",
    [
        {"theta": [0.5]},
        {"theta": [0.5, 0.1]},
        {"theta": [-0.5, 0.1]},
        {"theta": [0.0, np.inf]},
        {"deviation": 0},
        {"theta": [0.0, np.nan]},
    ],
)
def test_what_is_no_row_of_distances_is_refused(options):
    with pytest.raises(DataError, match="expected"):
        plot.js_vs_wasserstein(**options, figure=hidden_figure((4, 4)))
