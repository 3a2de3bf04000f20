"""The picture of a benchmark with a known W1."""

import numpy as np
import pytest

from ganreg.errors import DataError
from ganreg.plot.figure import hidden_figure
from ganreg.plot.w1 import PUBLISHED, save_w1, w1

FIGURES = {"best": 0.9, "gp": 0.8, "lp": 0.7, "groupsort": 0.6, "clip": 0.1, "gp_error": 0.05, "lp_error": -0.02}
SCORES = [
    {"dim": 2, "funnels": 4, "cosine": 0.95, "raw_bias": 0.04, "bias": 0.01, "published": FIGURES},
    {"dim": 3, "funnels": 5, "cosine": 0.85, "raw_bias": -0.03, "bias": -0.02, "published": None},
]


def panels(scores):
    return w1(scores, hidden_figure((8, 6)).subplots(2, sharex=True))


def line(ax, label):
    return next(one for one in ax.lines if one.get_label() == label)


def test_cosines_are_above_and_errors_in_per_cent_below():
    upper, lower = panels(SCORES)
    np.testing.assert_allclose(line(upper, "this critic").get_ydata(), [0.95, 0.85])
    np.testing.assert_allclose(line(lower, "this critic, raw").get_ydata(), [4, -3])
    np.testing.assert_allclose(line(lower, "this critic, corrected").get_ydata(), [1, -2])
    assert [text.get_text() for text in lower.get_xticklabels()] == [
        "2 dimensions\n4 funnels",
        "3 dimensions\n5 funnels",
    ]


def test_published_figures_are_drawn_where_there_are_some():
    upper, lower = panels(SCORES)
    for name, (label, _, _) in PUBLISHED.items():
        np.testing.assert_array_equal(line(upper, f"{label} (published)").get_ydata(), [FIGURES[name], np.nan])
    np.testing.assert_array_equal(line(lower, "WGAN-GP (published)").get_ydata(), [5, np.nan])
    alone, _ = panels(SCORES[1:])
    assert [text.get_text() for text in alone.get_legend().get_texts()] == ["this critic"]


def test_nothing_is_refused_and_the_picture_is_saved(tmp_path):
    with pytest.raises(DataError, match="No scores"):
        w1([])
    save_w1(SCORES, tmp_path / "w1.png")
    assert (tmp_path / "w1.png").stat().st_size > 10_000
