"""Scores of many architectures under several methods."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ganreg.errors import DataError
from ganreg.plot.figure import TITLE, hidden_figure, save_figure, shown_axes

SIZE = (7.2, 4.4)
COLOURS = ("#2f6690", "#d1495b", "#e09f3e", "#6a994e", "#8d6a9f", "#7f7f7f")
LOWEST = -1.0
"""What is worse than that is all the same: the sampler is far away from the data."""

Scores = Mapping[str, Mapping[int, float]]


def architectures(scores: Scores, axes: Any = None, *, headline: float = 0.0) -> Any:
    """Draw the share of architectures that reach a score, over that score: one falling staircase for each method.

    Args:
        scores: for each method, by its name, the score of each architecture: 1 for fresh real samples, 0 for a
            Gaussian, −∞ where training diverged.
        axes: matplotlib axes; by default those of a new pyplot figure.
        headline: the score from which on a method has worked.

    Returns:
        The axes.

    Raises:
        DataError: there are no scores.
        MissingDependencyError: matplotlib is not installed.
    """
    if not any(scores.values()):
        raise DataError("No architecture has a score yet: nothing to draw.")
    axes = shown_axes(SIZE) if axes is None else axes
    for colour, (method, found) in zip(COLOURS * len(scores), scores.items(), strict=False):
        _draw_staircase(axes, np.array(list(found.values())), colour, method)
    axes.axvline(headline, color="#444444", linewidth=1, linestyle=":")
    axes.annotate("has worked", (headline, 3), xytext=(4, 0), textcoords="offset points", color="#444444", fontsize=9)
    axes.set(xlim=(LOWEST, 1), ylim=(0, 103), ylabel="architectures that reach it, %")
    axes.set_xlabel("score: 0 for a Gaussian, 1 for fresh real samples")
    axes.set_title("One setting for all architectures, on the grid of 25 Gaussians", **TITLE)
    axes.legend(loc="upper right", fontsize=9)
    return axes


def save_architectures(scores: Scores, path: str | Path, *, headline: float = 0.0) -> None:
    """Save that picture.

    Raises:
        DataError, MissingDependencyError: as in `architectures`.
        ParameterError: no picture can have that suffix.
    """
    figure = hidden_figure(SIZE, layout="constrained")
    architectures(scores, figure.subplots(), headline=headline)
    save_figure(figure, path)


def _draw_staircase(axes: Any, found: Any, colour: str, method: str) -> None:
    """The share with a score of at least s, which falls where some architecture's score is."""
    reached = np.sort(found)
    steps = np.concatenate([[LOWEST], np.maximum(reached, LOWEST), [1.0]])
    shares = np.concatenate([[len(reached)], len(reached) - np.arange(len(reached)), [0]])
    axes.step(steps, 100 * shares / len(reached), where="pre", color=colour, linewidth=1.8, label=method)
