"""A transport plan as arrows."""

from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError
from ganreg.plot.figure import TITLE, shown_axes
from ganreg.plot.vectors import GENERATED, REAL

ARROW = "#2f6690"
LEAST = 1e-3
"""Masses below so much of the largest one are left out: they would not be seen."""


def transport_plan(x: Any, y: Any, plan: Any, ax: Any = None) -> Any:
    """Draw where a plan takes each point: an arrow from xᵢ to yⱼ, the stronger the more of the mass it carries.

    Args:
        x: points of the plane `(n, 2)`, or numbers `(n,)` or `(n, 1)`, which are drawn on a line above that of y.
        y: `(m, 2)`, `(m,)` or `(m, 1)`.
        plan: `(n, m)`, ≥ 0, as in `ganreg.theory.transport(x, y).plan`.
        ax: matplotlib axes; by default those of a new pyplot figure.

    Returns:
        The axes.

    Raises:
        DataError: the points are not of the plane or the line, or the plan does not fit them.
        MissingDependencyError: matplotlib is not installed.
    """
    tails, heads, masses = _placed(x, 1.0), _placed(y, 0.0), np.asarray(plan, dtype=np.float64)
    if masses.shape != (len(tails), len(heads)) or not (np.all(masses >= 0) and np.any(masses > 0)):
        raise DataError(
            f"plan has the shape {masses.shape}; expected ({len(tails)}, {len(heads)}), that of x and y, none negative."
        )
    ax = shown_axes((5, 5)) if ax is None else ax
    rows, columns = np.nonzero(masses > LEAST * masses.max())
    ways = heads[columns] - tails[rows]
    strengths = masses[rows, columns] / masses.max()
    ax.quiver(
        *tails[rows].T, *ways.T, color=ARROW, alpha=0.25 + 0.65 * strengths, width=0.004, zorder=3,
        angles="xy", scale_units="xy", scale=1,
    )  # fmt: skip
    for points, weights, colour, label in (
        (tails, masses.sum(axis=1), GENERATED, "x"),
        (heads, masses.sum(axis=0), REAL, "y"),
    ):
        ax.scatter(
            *points.T, s=20 + 60 * weights / weights.max(), color=colour, edgecolor="white", label=label, zorder=2
        )
    _finish(ax, np.ndim(x) == 2 and np.shape(x)[1] == 2)
    return ax


def _placed(points: Any, height: float) -> Float64:
    """Points of the plane; numbers get a second coordinate."""
    array = np.asarray(points, dtype=np.float64)
    array = array[:, None] if array.ndim == 1 else array
    if array.ndim != 2 or array.shape[1] not in (1, 2) or len(array) == 0 or not np.all(np.isfinite(array)):
        raise DataError(
            f"Points of shape {np.shape(points)}: expected finite ones, (n, 2) of the plane or (n,) numbers."
        )
    return array if array.shape[1] == 2 else np.column_stack([array, np.full(len(array), height)])


def _finish(ax: Any, plane: bool) -> None:
    ax.set_title("Transport plan", **TITLE)
    ax.margins(0.08)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.99), ncols=2, fontsize=9, frameon=False, handletextpad=0.2)
    if plane:
        ax.set(xlabel="$x_1$", ylabel="$x_2$")
        ax.set_aspect("equal", adjustable="datalim")
    else:
        ax.set(yticks=[0, 1], yticklabels=["y", "x"], ylim=(-0.25, 1.25))
