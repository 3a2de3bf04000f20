"""The best discriminator and the best critic of slope 1, and what each tells the generator."""

from statistics import NormalDist
from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError
from ganreg.plot.figure import TITLE, shown_axes
from ganreg.plot.vectors import GENERATED, REAL

SIZE = (7.2, 6.0)
DISCRIMINATOR, CRITIC = "#c8553d", "#2f6690"


def optimal_critics(distance: float = 3.0, deviation: float = 0.5, axes: Any = None) -> Any:
    """Draw D* = p/(p + q) and f*, for data p = N(0, σ²) and a generator's q = N(θ, σ²): above values, below slopes.

    The slope of D* is that of the generator's loss log(1 − D*), ∂/∂x = −D*·∂(log p/q)/∂x = D*·θ/σ²: nothing where the
    generator's samples are. That of −f* is 1 everywhere: Gulrajani et al. 2017, proposition 1.

    Args:
        distance: θ > 0.
        deviation: σ > 0.
        axes: two matplotlib axes; by default those of a new pyplot figure.

    Returns:
        The two axes.

    Raises:
        DataError: a number is not above 0.
        MissingDependencyError: matplotlib is not installed.

    Source: Arjovsky et al. 2017 (arXiv 1701.07875), figure 2.
    """
    if not (0 < distance < np.inf and 0 < deviation < np.inf):
        raise DataError(f"distance={distance!r}, deviation={deviation!r}: expected two numbers above 0.")
    x = np.linspace(-3.5 * deviation, distance + 3.5 * deviation, 500)
    probability = _best(x, distance, deviation)
    upper, lower = shown_axes(SIZE, 2, sharex=True) if axes is None else axes
    _draw_densities(upper, x, distance, deviation)
    upper.plot(x, probability, color=DISCRIMINATOR, label="D* = p/(p + q)")
    upper.plot(x, 0.5 + (distance / 2 - x) / distance, color=CRITIC, label="f*, in units of θ")
    lower.plot(x, probability * distance / deviation**2, color=DISCRIMINATOR, label="of log(1 − D*)")
    lower.plot(x, np.ones_like(x), color=CRITIC, label="of −f*")
    _finish(upper, "The best discriminator and the best critic of slope 1", "")
    _finish(lower, "The slope that a generated sample at x feels", "∂/∂x")
    upper.set_ylim(-0.65, 2)
    lower.set(yscale="log", ylim=(1e-10, 1e4), xlabel="x")
    return upper, lower


def _best(x: Float64, distance: float, deviation: float) -> Float64:
    """D* = σ(log p/q), with its tail."""
    ratio = distance * (distance / 2 - x) / deviation**2
    return np.exp(-np.logaddexp(0, -ratio))


def _draw_densities(ax: Any, x: Float64, distance: float, deviation: float) -> None:
    peak = NormalDist(0, deviation).pdf(0)
    for mean, colour, label in ((0.0, REAL, "data p"), (distance, GENERATED, "generated q")):
        density = np.array([NormalDist(mean, deviation).pdf(at) for at in x]) / peak
        ax.fill_between(x, density, color=colour, alpha=0.35, linewidth=0, label=label)


def _finish(ax: Any, title: str, ylabel: str) -> None:
    ax.set_title(title, **TITLE)
    ax.set_ylabel(ylabel)
    ax.grid(color="0.92", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=9, frameon=False, loc="upper right", ncols=2)
