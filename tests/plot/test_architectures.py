"""Scores of architectures as a picture."""

import numpy as np
import pytest
from PIL import Image

from ganreg.errors import DataError
from ganreg.plot.architectures import architectures, save_architectures
from ganreg.plot.figure import hidden_figure

SCORES = {"good": {0: 0.5, 1: 0.25, 2: 0.75, 3: 0.5}, "bad": {0: float("-inf"), 1: 0.25}}


def drawn(scores):
    return architectures(scores, hidden_figure((6, 4)).subplots())


def share_at(line, score):
    """The height of a staircase at a score."""
    x, y = line.get_data()
    return y[np.searchsorted(x, score)]


@pytest.mark.parametrize(
    ("method", "score", "share"),
    [("good", 0.0, 100), ("good", 0.5, 75), ("good", 0.6, 25), ("good", 0.9, 0), ("bad", -0.9, 50), ("bad", 0.3, 0)],
)
def test_a_staircase_is_the_share_that_reaches_a_score(method, score, share):
    line = next(line for line in drawn(SCORES).lines if line.get_label() == method)
    assert line.get_drawstyle() == "steps-pre"
    assert share_at(line, score) == share


def test_every_method_is_named():
    assert [text.get_text() for text in drawn(SCORES).get_legend().get_texts()] == ["good", "bad"]


def test_without_scores_nothing_is_drawn():
    with pytest.raises(DataError, match="nothing to draw"):
        drawn({"good": {}})


def test_a_picture_is_saved(tmp_path):
    save_architectures(SCORES, tmp_path / "scores.png")
    with Image.open(tmp_path / "scores.png") as picture:
        assert picture.size == (1080, 660)
