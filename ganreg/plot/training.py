"""The course of a training run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganreg.errors import DataError
from ganreg.plot.bound import js_bound
from ganreg.plot.curve import Curve, limits
from ganreg.plot.figure import TITLE, hidden_figure, save_figure, shown_axes

SIZE = (8.0, 6.4)
COLOURS = {"critic_loss": "#2f6690", "generator_loss": "#e07a1f"}
PENALTIES = ("#6a994e", "#8d6a9f", "#7f7f7f", "#bc4749")
ESTIMATE, PER_SLOPE = "#264653", "#c8553d"
NO_LOSS = ("iteration", "wasserstein_estimate", "critic_slope", "wasserstein_per_slope")
NO_LOSSES = "_norm"
"""How the terms end that are sizes of gradients, which nobody minimises."""

TITLES = {True: "Wasserstein estimate", False: "Critic's gap"}
CURVES = {True: "estimate", False: "gap"}

Records = Sequence[Mapping[str, float]]


def training(records: Records, axes: Any = None, *, wasserstein: bool = True, bounds_js: bool = False) -> Any:
    """Draw a run: losses and penalties above, the gap E f(x) − E f(x̃) of the critic's scores below.

    With `bounds_js`, what `js_bound` draws is below that.

    Values are drawn faintly, their running median strongly, over generator updates. With the Wasserstein loss the gap
    is what the critic maximises, and estimates K times the distance for a K-Lipschitz critic; with another loss it says
    only how far the critic holds both apart. Where records have `critic_slope`, a second curve divides it by that
    slope, on an axis of its own if its size is another.

    Args:
        records: a `History` or a list of mappings with `iteration` and any of `critic_loss`, `generator_loss`,
            `wasserstein_estimate`, `critic_slope`; every other term counts as a penalty.
        axes: two matplotlib axes, three with `bounds_js`; by default those of a new pyplot figure.
        wasserstein: whether the loss was Wasserstein's, so that the gap may be called an estimate.
        bounds_js: whether its critic's loss bounds the Jensen–Shannon divergence; `ganreg.theory.bounds_js` tells.

    Returns:
        The two axes, or three.

    Raises:
        DataError: there are no records, or no finite number in them.
        MissingDependencyError: matplotlib is not installed.
    """
    losses, estimates = _losses(records), _estimates(records)
    if not losses and not estimates:
        raise DataError(f"{len(records)} records without a finite loss: nothing to draw. Train first.")
    axes = shown_axes(*_panels(bounds_js), sharex=True) if axes is None else axes
    _draw_losses(axes[0], losses)
    _draw_estimates(axes[1], estimates, wasserstein)
    if bounds_js:
        js_bound(records, axes[2])
    axes[-1].set_xlabel("generator updates")
    return tuple(axes)


def save_training(records: Records, path: str | Path, *, wasserstein: bool = True, bounds_js: bool = False) -> None:
    """Save the picture of a run.

    Args:
        records: as in `training`.
        path: of the picture; its suffix says the format.
        wasserstein: as in `training`.
        bounds_js: likewise.

    Raises:
        DataError, MissingDependencyError: as in `training`.
        ParameterError: no picture can have that suffix.
    """
    size, rows = _panels(bounds_js)
    figure = hidden_figure(size, layout="constrained")
    training(records, figure.subplots(rows, sharex=True), wasserstein=wasserstein, bounds_js=bounds_js)
    save_figure(figure, path)


def _panels(bounds_js: bool) -> tuple[tuple[float, float], int]:
    """The figure's size and its number of axes."""
    return ((SIZE[0], 1.4 * SIZE[1]), 3) if bounds_js else (SIZE, 2)


def _losses(records: Records) -> dict[str, Curve]:
    names = dict.fromkeys(name for record in records for name in record if _is_loss(name))
    curves = {name: Curve.of(records, name) for name in sorted(names, key=lambda name: name not in COLOURS)}
    return {name: curve for name, curve in curves.items() if len(curve)}


def _is_loss(name: str) -> bool:
    return name not in NO_LOSS and not name.endswith(NO_LOSSES)


def _estimates(records: Records) -> list[Curve]:
    """The gap, and the gap per slope where a slope was measured."""
    estimate = Curve.of(records, "wasserstein_estimate")
    ratios = [
        {"iteration": record["iteration"], "ratio": record["wasserstein_estimate"] / record["critic_slope"]}
        for record in records
        if "wasserstein_estimate" in record and record.get("critic_slope", 0) > 0
    ]
    return [curve for curve in (estimate, Curve.of(ratios, "ratio")) if len(curve)]


def _draw_losses(ax: Any, curves: Mapping[str, Curve]) -> None:
    penalties = [name for name in curves if name not in COLOURS]
    for name, curve in curves.items():
        colour = COLOURS.get(name) or PENALTIES[penalties.index(name) % len(PENALTIES)]
        curve.draw(ax, colour, name.replace("_", " "))
    _finish(ax, "Losses", "minimised by each player", list(curves.values()))


def _draw_estimates(ax: Any, curves: Sequence[Curve], wasserstein: bool) -> None:
    name = CURVES[wasserstein]
    if not curves:
        ax.text(0.5, 0.5, f"no {TITLES[wasserstein]} was recorded", transform=ax.transAxes, ha="center", color="0.5")
        ax.set_yticks([])
        return
    curves[0].draw(ax, ESTIMATE, name)
    beside = None
    if len(curves) > 1:
        beside = None if _comparable(*curves) else ax.twinx()
        curves[1].draw(beside or ax, PER_SLOPE, f"{name} / critic's slope" + (" (right)" if beside else ""))
    if beside is not None:
        curves = _own_axis(beside, curves)
    _finish(ax, TITLES[wasserstein], "E f(real) − E f(generated)", curves, beside)


def _comparable(one: Curve, other: Curve) -> bool:
    """Whether one axis serves both: the largest values are within a factor of 4."""
    sizes = [float(np.percentile(np.abs(curve.values), 98)) for curve in (one, other)]
    return max(sizes) <= 4 * min(sizes)


def _own_axis(beside: Any, curves: Sequence[Curve]) -> Sequence[Curve]:
    """Set up the right-hand axis of the second curve; returns the curves that stay on the left one."""
    beside.set_ylim(limits(curves[1:]))
    beside.tick_params(axis="y", colors=PER_SLOPE)
    beside.set_ylabel("divided by the critic's slope", fontsize=9, color=PER_SLOPE)
    beside.spines["top"].set_visible(False)
    return curves[:1]


def _finish(ax: Any, title: str, ylabel: str, curves: Sequence[Curve], beside: Any = None) -> None:
    ax.set_title(title, **TITLE)
    ax.set_ylabel(ylabel, fontsize=9)
    ax.grid(color="0.9", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    if curves:
        ax.set_ylim(limits(curves))
        lines = [line for axes in (ax, beside) if axes is not None for line in axes.get_legend_handles_labels()[0]]
        # Beside the title, where it covers no curve.
        ax.legend(handles=lines, loc="lower right", bbox_to_anchor=(1, 0.99), ncols=4, fontsize=9, frameon=False)
