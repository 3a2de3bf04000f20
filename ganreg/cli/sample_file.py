"""Samples as a file of numbers or as a picture."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.cli.output import check_output
from ganreg.plot import check_plotting, save_samples

NUMBERS = (".npy", ".npz")
PICTURES = (".png", ".pdf", ".svg", ".jpg", ".jpeg")


def check_sample_file(path: Path, force: bool) -> None:
    """Find out before any work whether a file can be written.

    Raises:
        ParameterError: its suffix says no format, or it exists and shall not be replaced.
        MissingDependencyError: it is a picture, and matplotlib is missing.
    """
    check_output(path, force, {"Numbers": NUMBERS, "pictures": PICTURES})
    if path.suffix.lower() in PICTURES:
        check_plotting()


def save(x: NDArray[Any], path: Path, label: NDArray[np.int64] | None = None) -> None:
    """Write samples `(n, *shape)`, perhaps with labels `(n,)`; the file is there whole or not at all.

    An `.npz` has the samples under `x` and labels under `label`; an `.npy` the samples alone; in a picture of images
    each class begins a row.
    """
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        return save_samples(x, path, label=label)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    named = {"x": x} if label is None else {"x": x, "label": label}
    try:
        with beside.open("wb") as file:
            np.save(file, x) if suffix == ".npy" else np.savez(file, **named)  # type: ignore[arg-type]
        return os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
