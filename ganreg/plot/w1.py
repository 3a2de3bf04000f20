"""Scores of a constraint where W1 and the optimal critic are known, beside what was published."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganreg.errors import DataError
from ganreg.plot.figure import TITLE, hidden_figure, save_figure, shown_axes

SIZE = (9.0, 6.4)
OURS, RAW, BAND = "#c8553d", "#2f6690", "0.92"
PUBLISHED = {
    "best": ("best method", "*", "#264653"),
    "gp": ("WGAN-GP", "s", "#6a994e"),
    "lp": ("WGAN-LP", "^", "#8d6a9f"),
    "groupsort": ("GroupSort", "D", "#e07a1f"),
    "clip": ("clip", "x", "0.5"),
}
"""The published methods: label, marker, colour."""

GOAL = 3.0
"""Per cent of W1: the band that is drawn."""

OWN = 0.28
"""How far to the left of a pair's place its own score stands."""

Records = Sequence[Mapping[str, Any]]


def w1(scores: Records, axes: Any = None) -> Any:
    """Draw a benchmark: mean cosines of the critic's gradient above, errors of its W1 below, pair by pair.

    Args:
        scores: mappings with `pair`, `dim`, `funnels`, `cosine`, `raw_bias`, `bias`, and `published`, which is None or
            has `best`, `gp`, `lp`, `groupsort`, `clip`, `gp_error`, `lp_error`: what `ganreg benchmark w1 --json`
            writes as `scores`.
        axes: two matplotlib axes; by default those of a new pyplot figure.

    Returns:
        The two axes.

    Raises:
        DataError: there are no scores.
        MissingDependencyError: matplotlib is not installed.
    """
    if not scores:
        raise DataError("No scores: nothing to draw. Give those of at least one pair.")
    upper, lower = shown_axes(SIZE, 2, sharex=True) if axes is None else axes
    places = np.arange(len(scores))
    _cosines(upper, places, scores)
    _errors(lower, places, scores)
    lower.set_xticks(places, [f"{one['dim']} dimensions\n{one['funnels']} funnels" for one in scores], fontsize=9)
    lower.set_xlim(-0.5, len(scores) - 0.5)
    return upper, lower


def save_w1(scores: Records, path: str | Path) -> None:
    """Save the picture of a benchmark.

    Args:
        scores: as in `w1`.
        path: of the picture; its suffix says the format.

    Raises:
        DataError, MissingDependencyError: as in `w1`.
        ParameterError: no picture can have that suffix.
    """
    figure = hidden_figure(SIZE, layout="constrained")
    w1(scores, figure.subplots(2, sharex=True))
    save_figure(figure, path)


def _cosines(ax: Any, places: Any, scores: Records) -> None:
    for shift, (name, (label, marker, colour)) in zip(
        np.linspace(-0.12, 0.36, len(PUBLISHED)), PUBLISHED.items(), strict=True
    ):
        values = [np.nan if one["published"] is None else one["published"][name] for one in scores]
        if not np.all(np.isnan(values)):
            ax.plot(places + shift, values, marker, color=colour, label=f"{label} (published)", markersize=6)
    ours = [one["cosine"] for one in scores]
    ax.plot(places - OWN, ours, "o", color=OURS, label="this critic", markersize=9, zorder=3)
    for place, value in zip(places, ours, strict=True):
        ax.annotate(f"{value:.3f}", (place - OWN, value), (0, 8), textcoords="offset points", ha="center", fontsize=8)
    ax.set_ylim(min(0.0, *ours), 1.12)
    _finish(ax, "Direction: the critic's gradient against the true one", "mean cosine (1 is perfect)")


def _errors(ax: Any, places: Any, scores: Records) -> None:
    ax.axhspan(-GOAL, GOAL, color=BAND, zorder=0, label=f"within {GOAL:.0f} %")
    ax.axhline(0, color="0.4", linewidth=0.8)
    for shift, name in zip((0.08, 0.24), ("gp", "lp"), strict=True):
        label, marker, colour = PUBLISHED[name]
        values = [np.nan if one["published"] is None else 100 * one["published"][f"{name}_error"] for one in scores]
        if not np.all(np.isnan(values)):
            ax.plot(places + shift, values, marker, color=colour, label=f"{label} (published)", markersize=6)
    ax.plot(places - OWN, [100 * one["raw_bias"] for one in scores], "o", color=RAW, label="this critic, raw")
    ax.plot(places - OWN / 2, [100 * one["bias"] for one in scores], "o", color=OURS, label="this critic, corrected")
    _finish(ax, "Distance: error of the estimated W1", "per cent of W1")


def _finish(ax: Any, title: str, ylabel: str) -> None:
    ax.set_title(title, **TITLE)
    ax.set_ylabel(ylabel, fontsize=9)
    ax.grid(axis="y", color="0.9", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=8, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
