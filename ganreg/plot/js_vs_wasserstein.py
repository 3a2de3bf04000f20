"""The figure of `ganreg demo js-vs-wasserstein`: why a critic of slope 1 teaches a generator that is far off."""

from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError
from ganreg.plot.figure import TITLE, hidden_figure, save_figure, shown_figure
from ganreg.plot.vectors import GENERATED, REAL

SIZE = (10.5, 7.6)
JS, WASSERSTEIN = "#c8553d", "#2f6690"
THETA = tuple(round(0.1 * i, 1) for i in range(16))
"""Distances θ, up to ten deviations."""

FLOOR = 1e-6
"""The smallest gradient that is shown."""


def js_vs_wasserstein(
    theta: Sequence[float] = THETA,
    *,
    deviation: float = 0.15,
    steps: int = 400,
    seed: int = 0,
    backend: Any = "numpy",
    figure: Any = None,
) -> Any:
    """Draw what data N(0, σ²) and a generator that makes N(θ, σ²) are apart, by two measures, and what critics say.

    Above, the distributions. Below on the left, the exact JSD and W₁ = |θ| as lines, and as dots what critics report
    that were trained for each θ: log 2 − L/2 of a minimax critic, E f(x) − E f(x̃) of a WGAN-GP critic. On the right,
    the gradient that the generator gets from each; the lines are those of the best critics, 2·∂JSD/∂θ and 1.

    A WGAN-GP critic reports a little too much, since its penalty only pulls slopes towards 1: of all linear critics,
    the best against λ·(k − 1)² has the slope k = 1 + θ/2λ, and so reports θ + θ²/2λ, with λ = 10.

    Args:
        theta: distances θ ≥ 0, in order; two at least.
        deviation: σ > 0.
        steps: updates of each critic.
        seed: of all random numbers.
        backend: that the critics are trained on, as in `ganreg.build`.
        figure: a matplotlib figure to draw on; by default a new pyplot one.

    Returns:
        The figure. Takes about 6 s of one core.

    Raises:
        DataError: `theta` or `deviation` is out of its range.
        MissingDependencyError: matplotlib is not installed.

    Source: Arjovsky et al. 2017 (arXiv 1701.07875), section 2 and figures 1 and 2.
    """
    at = _checked(theta, deviation)
    figure = shown_figure(SIZE) if figure is None else figure
    places = figure.subplot_mosaic([["apart", "apart"], ["distances", "gradients"]], height_ratios=[0.45, 1])
    draw_apart(places["apart"], at, deviation)
    trained = _trained(at, deviation, steps, seed, backend)
    draw_distances(places["distances"], at, deviation, trained)
    draw_gradients(places["gradients"], at, deviation, trained)
    figure.suptitle("How far is the generator from the data, and which way should it go?", fontsize=14)
    return figure


def save_js_vs_wasserstein(path: str | Path, **options: Any) -> None:
    """Save that figure.

    Args:
        path: of the picture; its suffix says the format.
        options: as of `js_vs_wasserstein`.

    Raises:
        DataError, MissingDependencyError: as in `js_vs_wasserstein`.
        ParameterError: no picture can have that suffix.
    """
    save_figure(js_vs_wasserstein(**options, figure=hidden_figure(SIZE, layout="constrained")), path)


def draw_apart(ax: Any, theta: Float64, deviation: float) -> None:
    """The densities of the data, and of the generator at three distances."""
    real, x = NormalDist(0, deviation), np.linspace(-4 * deviation, theta[-1] + 4 * deviation, 600)
    ax.fill_between(x, [real.pdf(at) for at in x], color=REAL, alpha=0.8, linewidth=0, label="data")
    chosen = theta[[len(theta) // 5, len(theta) // 2, -1]]
    for shade, at in zip((0.35, 0.6, 1.0), chosen, strict=True):
        density = [NormalDist(at, deviation).pdf(place) for place in x]
        ax.plot(x, density, color=GENERATED, alpha=shade, linewidth=1.8)
        ax.text(at, 1.04 * max(density), f"θ = {at:g}", ha="center", va="bottom", fontsize=9, color=GENERATED)
    ax.text(0, real.pdf(0) / 2, "data", ha="center", fontsize=11, color="0.25")
    ax.set_title("The generator makes the same as the data, but θ away", **TITLE)
    ax.set(ylim=(0, 1.22 * real.pdf(0)), xlim=(x[0], x[-1]), yticks=[], xlabel="x")
    ax.spines[["top", "right", "left"]].set_visible(False)


def draw_distances(ax: Any, theta: Float64, deviation: float, trained: dict[str, Any]) -> None:
    """Both exact distances as lines, and what trained critics estimate as dots."""
    fine = np.linspace(0, theta[-1], 200)
    ax.plot(fine, fine, color=WASSERSTEIN, label="Wasserstein, exact")
    _dots(ax, theta, [critic.estimate for critic in trained["wasserstein"]], WASSERSTEIN, "a WGAN-GP critic's estimate")
    ax.plot(
        fine, fine + fine**2 / 20, "--", color=WASSERSTEIN, linewidth=0.9, label="θ + θ²/20, what its penalty allows"
    )
    ax.plot(fine, [_js(at, deviation) for at in fine], color=JS, label="Jensen–Shannon, exact")
    _dots(ax, theta, [critic.estimate for critic in trained["minimax"]], JS, "a minimax critic's estimate")
    ax.axhline(np.log(2), color="0.5", linewidth=0.8, linestyle=":")
    ax.annotate(
        "log 2: no more than this",
        (theta[-1], np.log(2)),
        (0, -4),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=9,
        color="0.35",
    )
    _finish(ax, "Wasserstein grows with θ, Jensen–Shannon stops", "distance")


def draw_gradients(ax: Any, theta: Float64, deviation: float, trained: dict[str, Any]) -> None:
    """The generator's gradient in θ on a logarithmic scale, from the best critics and from trained ones."""
    fine = np.linspace(theta[-1] / 200, theta[-1], 200)
    ax.axhline(1, color=WASSERSTEIN, label="from the best critic of slope 1")
    apart = theta > 0
    _slopes(ax, theta[apart], trained["wasserstein"], WASSERSTEIN, "from a WGAN-GP critic")
    ax.plot(fine, [_js_slope(at, deviation) for at in fine], color=JS, label="from the best discriminator")
    _slopes(ax, theta[apart], trained["minimax"], JS, "from a minimax critic")
    ax.set(yscale="log", ylim=(FLOOR / 1.5, 40))
    _finish(ax, "The generator's gradient stays 1, or vanishes", "∂(the generator's loss)/∂θ")


def _trained(theta: Float64, deviation: float, steps: int, seed: int, backend: Any) -> dict[str, Any]:
    from ganreg.theory.trained_critic import OBJECTIVES, trained_critic

    options = {"deviation": deviation, "steps": steps, "seed": seed, "backend": backend}
    return {name: [trained_critic(name, float(at), **options) for at in theta] for name in OBJECTIVES}


def _js(theta: float, deviation: float) -> float:
    from ganreg.theory.normals import js_of_gaussians

    return js_of_gaussians(0.0, deviation**2, theta, deviation**2)


def _js_slope(theta: float, deviation: float) -> float:
    """2·∂JSD/∂θ, by central differences."""
    step = 1e-3 * deviation
    return (_js(theta + step, deviation) - _js(theta - step, deviation)) / step


def _slopes(ax: Any, theta: Float64, critics: Any, colour: str, label: str) -> None:
    _dots(ax, theta, [max(critic.gradient, FLOOR) for critic in critics if critic.theta > 0], colour, label)


def _dots(ax: Any, x: Any, y: Any, colour: str, label: str) -> None:
    ax.plot(x, y, "o", color=colour, markersize=5, markerfacecolor="white", markeredgewidth=1.4, label=label)


def _finish(ax: Any, title: str, ylabel: str) -> None:
    ax.set_title(title, **TITLE)
    ax.set(xlabel="θ", ylabel=ylabel)
    ax.grid(color="0.92", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=9, frameon=False)


def _checked(theta: Sequence[float], deviation: float) -> Float64:
    at = np.asarray(theta, dtype=np.float64)
    if at.ndim != 1 or len(at) < 2 or np.any(np.diff(at) <= 0) or not (at[0] >= 0 and at[-1] < np.inf):
        raise DataError(f"theta={theta!r}: expected at least two distances ≥ 0, each larger than the one before.")
    if not 0 < deviation < np.inf:
        raise DataError(f"deviation={deviation!r}: expected a number above 0.")
    return at
