"""Samples as a file of numbers or as a picture."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.errors import ParameterError, did_you_mean
from ganreg.plot import check_plotting, save_samples

NUMBERS = (".npy", ".npz")
PICTURES = (".png", ".pdf", ".svg", ".jpg", ".jpeg")


def check_output(path: Path, force: bool) -> None:
    """Find out before any work whether a file can be written.

    Raises:
        ParameterError: its suffix says no format, or it exists and shall not be replaced.
        MissingDependencyError: it is a picture, and matplotlib is missing.
    """
    suffix = path.suffix.lower()
    if suffix not in NUMBERS + PICTURES:
        raise ParameterError(
            f"--output {str(path)!r}: a file's suffix says its format.{did_you_mean(suffix, NUMBERS + PICTURES)} "
            f"Numbers: {', '.join(NUMBERS)}; pictures: {', '.join(PICTURES)}."
        )
    if path.is_dir() or (path.exists() and not force):
        raise ParameterError(
            f"{str(path)!r} exists. Choose another name with --output, or replace a file with --force."
        )
    if suffix in PICTURES:
        check_plotting()


def save(x: NDArray[Any], path: Path) -> None:
    """Write samples `(n, *shape)`; the file is there whole or not at all. An `.npz` has them under `x`."""
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        return save_samples(x, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            np.save(file, x) if suffix == ".npy" else np.savez(file, x=x)
        return os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
