"""Many images as one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.plot.arrangement import Arrangement

GAP = 1
"""Pixels of paper between images, and around them."""


def mosaic(
    images: NDArray[Any], value_range: tuple[float, float] | None = None, label: Any = None
) -> NDArray[np.float64]:
    """Images side by side on white, in rows that make about a square.

    Args:
        images: `(n, 1, h, w)` grey, `(n, 3, h, w)` RGB, `(n, h, w)` grey; of other channel counts each channel is shown
            as a grey image of its own, one after another.
        value_range: the values of black and of white; by default the smallest and the largest that occur.
        label: classes `(n,)`; each begins a row, as far as that leaves the picture a good shape.

    Returns:
        RGB `(height, width, 3)` in [0, 1].
    """
    if images.ndim == 4 and images.shape[1] not in (1, 3):
        label = None if label is None else np.repeat(label, images.shape[1])
        images = images.reshape(-1, *images.shape[2:])
    if images.ndim == 3:
        images = images[:, None]
    tiles = np.moveaxis(_to_unit(images, value_range), 1, -1)
    n, height, width, _ = tiles.shape
    places = Arrangement.of(n, (height, width), label)
    canvas = np.ones((places.rows * (height + GAP) + GAP, places.columns * (width + GAP) + GAP, 3))
    for tile, row, column in zip(tiles, places.row, places.column, strict=True):
        top, left = GAP + row * (height + GAP), GAP + column * (width + GAP)
        canvas[top : top + height, left : left + width] = tile
    return canvas


def draw_mosaic(
    ax: Any, images: NDArray[Any], value_range: tuple[float, float] | None = None, label: Any = None
) -> None:
    """The mosaic of images on axes without ticks or frame."""
    ax.imshow(mosaic(images, value_range, label), interpolation="nearest")
    ax.set_axis_off()


def _to_unit(images: NDArray[Any], value_range: tuple[float, float] | None) -> NDArray[np.float64]:
    values = np.asarray(images, dtype=np.float64)
    low, high = value_range or (float(values.min()), float(values.max()))
    return np.clip((values - low) / (high - low if high > low else 1.0), 0.0, 1.0)
