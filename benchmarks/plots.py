"""`docs/speed.png` and `docs/growth.png`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.page import growth_points
from benchmarks.plan import AXES
from benchmarks.ratio import Ratio
from benchmarks.target import Measurements, series
from ganreg.plot.figure import hidden_figure, save_figure

COLOURS = {
    "numpy": "#0072b2",
    "torch": "#d55e00",
    "torch-compiled": "#e69f00",
    "objective": "#cc79a7",
    "jax": "#009e73",
    "compiled": "#56b4e9",
    "torchgan": "#999999",
    "eager-channels-last": "#555555",
}
"""By side, told apart by those who see colours otherwise as well (Okabe and Ito)."""

MARKS = {"numpy": "o", "torch": "o", "torch-compiled": "o", "objective": "o"}
"""ganreg's sides are full circles, peers are open squares."""


def draw(found: Measurements, folder: Path) -> None:
    """Write the pictures that there are measurements for."""
    rows = race_rows(found)
    if rows:
        save_figure(speed_figure(rows), folder / "speed.png")
    lines = {axis: of for axis in AXES if (of := growth_lines(axis, found))}
    if lines:
        save_figure(growth_figure(lines), folder / "growth.png")


def race_rows(found: Measurements) -> dict[str, dict[str, Ratio]]:
    """By race and side, how many times as fast as the eager loop."""
    rows = {}
    for name, of in found.items():
        eager = series(of["entries"].get("eager", {}), "seconds")
        if eager and not name.startswith("penalty/"):
            rows[name] = {key: Ratio.of(eager, of["entries"][key]["seconds"]) for key in sides(of["entries"])}
    return rows


def sides(entries: Mapping[str, Any]) -> list[str]:
    """Those that were measured and are drawn."""
    return [key for key, entry in entries.items() if key in COLOURS and "seconds" in entry]


def speed_figure(rows: Mapping[str, Mapping[str, Ratio]]) -> Any:
    """One line for each race, one mark for each side; the whiskers go from the least to the greatest."""
    figure = hidden_figure((8, 1.6 + 0.42 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    for row, ratios in enumerate(rows.values()):
        for place, (key, ratio) in enumerate(ratios.items()):
            mark(axes, row + 0.6 * ((place + 1) / (len(ratios) + 1) - 0.5), key, ratio)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    plain_numbers(axes.xaxis, "{x:g}×")
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(visible=True, axis="x", linewidth=0.3)
    for row in range(len(rows) - 1):
        axes.axhline(row + 0.5, color="0.85", linewidth=0.5)
    axes.set_xlabel("times as fast as the eager PyTorch loop (at 1), medians with least and greatest")
    axes.set_title("One generator iteration", loc="left")
    legend(figure, axes, {key for ratios in rows.values() for key in ratios})
    return figure


def mark(axes: Any, row: float, key: str, ratio: Ratio) -> None:
    """A side's ratio and its spread."""
    reach = [[ratio.median - ratio.least], [ratio.greatest - ratio.median]]
    shape = MARKS.get(key, "s")
    fill = COLOURS[key] if key in MARKS else "white"
    axes.errorbar(ratio.median, row, xerr=reach, fmt=shape, color=COLOURS[key], mfc=fill, markersize=5, linewidth=1)


def legend(figure: Any, axes: Any, keys: set[str]) -> None:
    """The sides that occur, below the picture: ganreg's first."""
    from benchmarks.side import SIDES

    for key in (key for key in COLOURS if key in keys):
        fill = COLOURS[key] if key in MARKS else "white"
        axes.plot([], [], MARKS.get(key, "s"), color=COLOURS[key], mfc=fill, label=SIDES[key].label)
    figure.legend(loc="outside lower center", ncols=3, fontsize=9, frameon=False)


def growth_lines(axis: str, found: Measurements) -> dict[str, dict[int, float]]:
    """By backend, seconds by value."""
    lines = {side: growth_points(axis, side, found) for side in ("numpy", "torch")}
    return {side: points for side, points in lines.items() if points}


def growth_figure(lines: Mapping[str, Mapping[str, Mapping[int, float]]]) -> Any:
    """A panel for each axis, milliseconds on logarithmic scales."""
    figure = hidden_figure((1 + 2.25 * len(lines), 3.2), layout="constrained")
    panels = figure.subplots(1, len(lines), squeeze=False)[0]
    for panel, (axis, of) in zip(panels, lines.items(), strict=True):
        for side, points in of.items():
            panel.loglog(list(points), [1e3 * y for y in points.values()], "o-", color=COLOURS[side], label=side)
        panel.set_title(axis, loc="left")
        panel.grid(visible=True, linewidth=0.3)
        plain_numbers(panel.yaxis, "{x:g}")
        ticks(panel, sorted({value for points in of.values() for value in points}))
    panels[0].set_ylabel("ms per iteration, WGAN-GP")
    panels[0].legend(frameon=False)
    return figure


def plain_numbers(axis: Any, form: str) -> None:
    """Ticks at 1, 2 and 5 times powers of ten, written out."""
    from matplotlib.ticker import LogLocator, NullLocator

    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(form)
    axis.set_minor_locator(NullLocator())


def ticks(panel: Any, values: list[int]) -> None:
    """The values that were measured, and no others."""
    from matplotlib.ticker import NullLocator

    panel.xaxis.set_minor_locator(NullLocator())
    panel.set_xticks(values, list(map(str, values)))
