"""Pictures of samples, real or generated."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.errors import DataError
from ganreg.plot.figure import DPI, TITLE, hidden_figure, save_figure, shown_axes
from ganreg.plot.images import draw_mosaic, mosaic
from ganreg.plot.vectors import draw_histogram, draw_points, draw_rows

PIXELS = 900
"""About the height of a saved mosaic."""


def samples(
    x: Any,
    ax: Any = None,
    *,
    real: Any = None,
    label: Any = None,
    value_range: tuple[float, float] | None = None,
) -> Any:
    """Draw samples: images as a mosaic, points of the plane as points, numbers as a histogram, other vectors as rows.

    Args:
        x: `(n, channels, height, width)`, `(n, height, width)` or `(n, features)`, finite, in any units.
        ax: matplotlib axes to draw on; by default those of a new pyplot figure.
        real: real samples of the same shape: drawn behind points and histograms; gives images and rows their range.
        label: classes `(n,)` of images, each of which then begins a row; other samples are drawn as without.
        value_range: the values of black and of white; by default the smallest and the largest of `real`, or of `x`.

    Returns:
        The axes.

    Raises:
        DataError: there is no sample, a value is NaN or infinite, `real` has another shape, or `label` another length.
        MissingDependencyError: matplotlib is not installed.
    """
    x, real = _checked(x), None if real is None else _checked(real)
    if real is not None and real.shape[1:] != x.shape[1:]:
        raise DataError(
            f"real has samples of shape {real.shape[1:]}, but x has {x.shape[1:]}. Give samples of one shape."
        )
    _check_label(label, x)
    ax = shown_axes((5, 5)) if ax is None else ax
    if value_range is None and real is not None:
        value_range = _range(real)
    if _are_images(x):
        draw_mosaic(ax, x, value_range, label)
    elif x.shape[1:] == (2,):
        draw_points(ax, x, real)
    elif x.shape[1:] == (1,):
        draw_histogram(ax, x, real)
    else:
        draw_rows(ax, x.reshape(len(x), -1), value_range)
    return ax


def save_samples(x: Any, path: str | Path, real: Any = None, *, label: Any = None) -> None:
    """Save a picture of samples; where they cannot share axes with real ones, both side by side.

    Args:
        x: samples, as in `samples`.
        path: of the picture; its suffix says the format.
        real: real samples to compare with.
        label: as in `samples`; where `real` are images too, they are of these classes in this order.

    Raises:
        DataError, MissingDependencyError: as in `samples`.
        ParameterError: no picture can have that suffix.
    """
    x, real = _checked(x), None if real is None else _checked(real)
    _check_label(label, x)
    overlaid = x.shape[1:] in ((1,), (2,))
    if real is not None and not overlaid:
        figure = _side_by_side(x, real, label)
    elif _are_images(x):
        figure = _exact(mosaic(x, label=label))
    else:
        figure = hidden_figure((5, 5), layout="constrained")
        samples(x, figure.add_subplot(), real=real)
    save_figure(figure, path)


def _side_by_side(x: NDArray[Any], real: NDArray[Any], label: Any) -> Any:
    figure = hidden_figure((9.6, 5), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.1, w_pad=0.1)
    left, right = figure.subplots(1, 2)
    samples(real, left, label=label).set_title("real", **TITLE)
    samples(x, right, real=real, label=label).set_title("generated", **TITLE)
    return figure


def _exact(canvas: NDArray[np.float64]) -> Any:
    """A figure in which each pixel of the canvas covers the same whole number of pixels."""
    height, width, _ = canvas.shape
    factor = max(1, round(PIXELS / max(height, width)))
    figure = hidden_figure((width * factor / DPI, height * factor / DPI))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.imshow(canvas, interpolation="nearest", aspect="auto")
    ax.set_axis_off()
    return figure


def _checked(x: Any) -> NDArray[Any]:
    array = np.asarray(x)
    if array.ndim < 2 or array.size == 0 or array.dtype.kind not in "biuf":
        raise DataError(
            f"Samples of shape {array.shape} and dtype {array.dtype} cannot be drawn: expected (n, *shape), n ≥ 1."
        )
    if not np.isfinite(array).all():
        raise DataError(
            f"{int((~np.isfinite(array)).sum())} of the samples' values are NaN or infinite: nothing to draw."
        )
    return array


def _check_label(label: Any, x: NDArray[Any]) -> None:
    if label is not None and np.shape(label) != (len(x),):
        raise DataError(f"Labels of shape {np.shape(label)} for {len(x)} samples, expected ({len(x)},).")


def _range(x: NDArray[Any]) -> tuple[float, float]:
    return float(x.min()), float(x.max())


def _are_images(x: NDArray[Any]) -> bool:
    return x.ndim in (3, 4)
