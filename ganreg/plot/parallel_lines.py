"""Four distances of parallel lines against how far apart they are."""

from typing import Any

import numpy as np

from ganreg.plot.figure import TITLE, shown_axes

COLOURS = {"W = |θ|": "#2f6690", "JS = log 2": "#c8553d", "TV = 1": "#6a994e", "KL = ∞": "0.35"}
REACH, TOP = 1.5, 1.6


def parallel_lines(theta: Any = None, ax: Any = None) -> Any:
    """Draw the distances of (0, Z) and (θ, Z) against θ: only the Wasserstein distance goes to 0 with θ.

    At θ = 0 all are 0, a dot; elsewhere the others are constant, and KL, in both directions, is infinite: an arrow.

    Args:
        theta: the values of θ to draw, in order; by default from −1.5 to 1.5.
        ax: matplotlib axes; by default those of a new pyplot figure.

    Returns:
        The axes.

    Raises:
        DataError: a θ is not finite.
        MissingDependencyError: matplotlib is not installed.

    Source: Arjovsky et al. 2017 (arXiv 1701.07875), Example 1 and figure 1.
    """
    from ganreg.theory.parallel_lines import ParallelLines

    at = ParallelLines.apart(np.linspace(-REACH, REACH, 301) if theta is None else theta)
    ax = shown_axes((6.4, 4.4)) if ax is None else ax
    curves = (at.wasserstein, at.jensen_shannon, at.total_variation)
    for (label, colour), values in zip(COLOURS.items(), curves, strict=False):
        # A jump is no line: what is constant has a gap at 0.
        shown = values if values is at.wasserstein else np.where(at.theta == 0, np.nan, values)
        ax.plot(at.theta, shown, color=colour, linewidth=2, label=label)
        if values is not at.wasserstein:
            ax.plot([0], [values.max()], "o", color=colour, markerfacecolor="white", markersize=6)
    _draw_infinity(ax, float(at.wasserstein.max()))
    ax.plot([0], [0], "o", color="0.15", markersize=6, zorder=5)
    ax.annotate("all are 0 at θ = 0", (0, 0), (14, 0), textcoords="offset points", va="center", fontsize=9)
    ax.set_title("Parallel lines, θ apart", **TITLE)
    ax.set(xlabel="θ", ylabel="distance")
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(loc="lower left", fontsize=9, frameon=False)
    return ax


def _draw_infinity(ax: Any, reach: float) -> None:
    """Arrows that leave the axes, where KL is."""
    colour, top = COLOURS["KL = ∞"], max(TOP, 1.1 * reach)
    ax.set_ylim(-0.12, top)
    ax.plot([], [], color=colour, linewidth=2, label="KL = ∞")
    for place in (-0.75 * reach, -0.4 * reach, 0.4 * reach, 0.75 * reach):
        ax.annotate(
            "", (place, top), (place, 0.86 * top), arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.5}
        )
