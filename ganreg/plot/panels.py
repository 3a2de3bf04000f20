"""Samples of several generators, one panel each."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from ganreg.errors import DataError
from ganreg.plot.figure import hidden_figure, save_figure
from ganreg.plot.samples import samples

COLUMNS, SIDE = 5, 2.4
"""Panels in a row, and inches per panel."""
IMAGES = 64
"""Images in one panel: eight rows of eight."""


def save_panels(sets: Sequence[Any], titles: Sequence[str], path: str | Path, real: Any = None) -> None:
    """Save a picture with one panel for each set of samples.

    Args:
        sets: each `(n, *shape)`, as in `samples`; of images the first 64 are shown.
        titles: one for each.
        path: of the picture; its suffix says the format.
        real: real samples: drawn behind points; images get the range of their values.

    Raises:
        DataError: there is no set, or not one title for each.
        MissingDependencyError: matplotlib is not installed.
    """
    if not sets or len(sets) != len(titles):
        raise DataError(f"{len(sets)} sets of samples with {len(titles)} titles: expected one title for each.")
    columns = min(COLUMNS, len(sets))
    rows = ceil(len(sets) / columns)
    figure = hidden_figure((SIDE * columns, (SIDE + 0.3) * rows), layout="constrained")
    axes = np.ravel(figure.subplots(rows, columns, squeeze=False))
    for ax, x, title in zip(axes, sets, titles, strict=False):
        samples(x if np.ndim(x) == 2 else x[:IMAGES], ax, real=real)
        ax.set_title(title, fontsize=9, loc="left")
        ax.set(xlabel=None, ylabel=None)
        ax.tick_params(labelsize=7)
        legend = ax.get_legend()
        if legend is not None:
            legend.remove()
    for ax in axes[len(sets) :]:
        ax.set_axis_off()
    save_figure(figure, path)
