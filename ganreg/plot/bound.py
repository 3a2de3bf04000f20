"""What a minimax run proves of the distance between its generator and the data."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ganreg.errors import DataError
from ganreg.plot.curve import Curve
from ganreg.plot.figure import TITLE, shown_axes

BOUND, CEILING = "#c8553d", "0.35"

Records = Sequence[Mapping[str, float]]


def js_bound(records: Records, ax: Any = None) -> Any:
    """Draw the bound log 2 − L/2 ≤ JSD of a run's critic losses L, and its ceiling log 2, over generator updates.

    At the ceiling the critic tells all samples apart: the two distributions overlap nowhere that it can see, and the
    generator's gradient has vanished. At 0, or below, it tells nothing. Each value is that of one batch, faintly, and
    the running median strongly.

    Args:
        records: a `History` or a list of mappings with `iteration` and `critic_loss`, of the loss `minimax` or
            `non_saturating` without label smoothing: `ganreg.theory.bounds_js` tells.
        ax: matplotlib axes; by default those of a new pyplot figure.

    Returns:
        The axes.

    Raises:
        DataError: there is no finite critic loss.
        MissingDependencyError: matplotlib is not installed.

    Source: Arjovsky et al. 2017 (arXiv 1701.07875), figure 4, where it stays close to log 2.
    """
    from ganreg.theory.discriminator import js_bound as bound

    losses = Curve.of(records, "critic_loss")
    if not len(losses):
        raise DataError(f"{len(records)} records without a finite critic loss: nothing to draw. Train first.")
    if ax is None:
        ax = shown_axes((8, 3.2))
        ax.set_xlabel("generator updates")
    curve = Curve(losses.iterations, bound(losses.values))
    curve.draw(ax, BOUND, "log 2 − L/2")
    ax.axhline(np.log(2), color=CEILING, linewidth=1, linestyle="--", label="log 2: no overlap")
    ax.axhline(0, color="0.8", linewidth=0.8)
    ax.set_title("Jensen–Shannon bound", **TITLE)
    ax.set(ylabel="nats", ylim=(_lowest(curve), 1.08 * np.log(2)))
    ax.grid(color="0.9", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.99), ncols=2, fontsize=9, frameon=False)
    return ax


def _lowest(curve: Curve) -> float:
    """A little below 0, or below all but a fiftieth of the values."""
    return min(-0.05, 1.1 * float(np.percentile(curve.values, 2)))
