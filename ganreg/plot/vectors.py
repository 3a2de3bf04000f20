"""Samples that are no images: points of the line and of the plane, longer vectors."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

REAL = "#aab4c2"
GENERATED = "#d1495b"
ROWS = 200
"""Vectors that are shown, one a row; more would be finer than a pixel."""


def draw_points(ax: Any, x: NDArray[Any], real: NDArray[Any] | None = None) -> None:
    """Points `(n, 2)` with one scale on both axes, real ones behind them and larger. Says how many are outside."""
    if real is not None:
        _scatter(ax, real, REAL, "real", area=26)
    _scatter(ax, x, GENERATED, "generated" if real is not None else None, area=6)
    centre, reach = _frame(x if real is None else real)
    ax.set(xlim=(centre[0] - reach, centre[0] + reach), ylim=(centre[1] - reach, centre[1] + reach), aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    ax.locator_params(nbins=6)
    outside = int((np.abs(x - centre).max(axis=1) > reach).sum())
    if outside:
        ax.set_title(f"{outside} of {len(x)} outside", fontsize=9, loc="right", color=GENERATED)
    if real is not None:
        ax.legend(loc="upper right", fontsize=9, framealpha=0.9, markerscale=1.6, handletextpad=0.2)


def draw_histogram(ax: Any, x: NDArray[Any], real: NDArray[Any] | None = None) -> None:
    """Densities of numbers `(n, 1)`, real ones behind them."""
    both = x if real is None else np.concatenate([x, real])
    bins = np.histogram_bin_edges(np.asarray(both, dtype=np.float64), bins=50)
    if real is not None:
        ax.hist(real[:, 0], bins=bins, density=True, color=REAL, alpha=0.6, label="real")
    ax.hist(x[:, 0], bins=bins, density=True, color=GENERATED, histtype="step", linewidth=1.5, label="generated")
    ax.set(xlabel="$x$", ylabel="density")
    if real is not None:
        ax.legend(loc="upper right", fontsize=9)


def draw_rows(ax: Any, x: NDArray[Any], value_range: tuple[float, float] | None = None) -> None:
    """Vectors `(n, d)` as rows of a heat image with its scale; the first 200 of them."""
    low, high = value_range or (None, None)
    image = ax.imshow(x[:ROWS], aspect="auto", interpolation="nearest", cmap="viridis", vmin=low, vmax=high)
    ax.set(xlabel="feature", ylabel="sample")
    ax.figure.colorbar(image, ax=ax, pad=0.02)


def _scatter(ax: Any, x: NDArray[Any], colour: str, label: str | None, area: float) -> None:
    alpha = float(np.clip(30 / np.sqrt(len(x)), 0.25, 0.8))
    ax.scatter(x[:, 0], x[:, 1], s=area, color=colour, alpha=alpha, linewidths=0, label=label, rasterized=True)


def _frame(x: NDArray[Any]) -> tuple[NDArray[np.float64], float]:
    """The centre and half the side of a square around points, with a margin."""
    low, high = x.min(axis=0).astype(np.float64), x.max(axis=0).astype(np.float64)
    return (low + high) / 2, 0.6 * float((high - low).max()) or 1.0
