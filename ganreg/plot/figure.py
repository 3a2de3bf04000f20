"""Figures: shown by pyplot if a person asks for one, but never through it when they are saved."""

import os
from pathlib import Path
from typing import Any

from ganreg.errors import ParameterError
from ganreg.plot.requirement import check_plotting

DPI = 150
TITLE = {"fontsize": 12, "loc": "left"}


def shown_axes(size: tuple[float, float], rows: int = 1, **options: Any) -> Any:
    """Axes of a new pyplot figure: one, or an array of them one above another."""
    check_plotting()
    from matplotlib import pyplot

    return pyplot.subplots(rows, figsize=size, layout="constrained", **options)[1]


def shown_figure(size: tuple[float, float]) -> Any:
    """A new pyplot figure without axes."""
    check_plotting()
    from matplotlib import pyplot

    return pyplot.figure(figsize=size, layout="constrained")


def hidden_figure(size: tuple[float, float], **options: Any) -> Any:
    """A figure that pyplot knows nothing of, so that none piles up in a long run and no window opens."""
    check_plotting()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, **options)
    FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Any, path: str | Path, dpi: int = DPI) -> None:
    """Write a figure beside its place, then rename it: whoever looks sees the old picture or the new one, whole.

    Args:
        figure: a matplotlib figure.
        path: where to; its suffix says the format. Folders are made as needed.
        dpi: dots per inch.

    Raises:
        ParameterError: matplotlib writes no pictures with that suffix.
    """
    path = Path(path)
    formats = figure.canvas.get_supported_filetypes()
    if path.suffix[1:].lower() not in formats:
        raise ParameterError(
            f"A picture {path.name!r} cannot be written. Its suffix can be: {', '.join(sorted(formats))}."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        figure.savefig(beside, format=path.suffix[1:].lower(), dpi=dpi)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
