"""Samples in `.npy` and `.npz` files, memory-mapped where the file allows it."""

import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ganreg.data.archive import Archive
from ganreg.data.array import ArraySource
from ganreg.errors import DataError

SUFFIXES = (".npy", ".npz")
SAMPLES = ("x", "images", "data", "samples")
LABELS = ("label", "labels", "y")

UNREADABLE = (OSError, ValueError, EOFError, KeyError, RuntimeError, NotImplementedError, BadZipFile, zlib.error)
"""What zipfile and NumPy raise for files that are missing, cut off, encrypted or of another kind."""


def read_source(path: str | Path, labels: bool = True) -> ArraySource:
    """The samples of a file, checked.

    Args:
        path: `.npy` with samples `(n, *shape)`; or `.npz` with one array, or with samples under `x`, `images`, `data`
            or `samples`, and perhaps labels `(n,)` under `label`, `labels` or `y`.
        labels: whether to read these too.

    Raises:
        DataError: the file is missing, is not what its name says, holds pickled objects, leaves open which array is
            meant, or its numbers cannot be trained on.
    """
    path = Path(path).expanduser().absolute()
    if path.suffix.lower() not in SUFFIXES:
        raise DataError(f"{str(path)!r} is no {' or '.join(SUFFIXES)} file. Save the samples with numpy.save(path, x).")
    if not path.is_file():
        raise DataError(f"There is no file {str(path)!r}.")
    x, label = _read_npy(path) if path.suffix.lower() == ".npy" else _read_npz(path)
    try:
        return ArraySource(x, label if labels else None)
    except DataError as error:
        raise DataError(f"{str(path)!r}: {error}") from error


def _read_npy(path: Path) -> tuple[NDArray[Any], None]:
    try:
        # Not numpy.load: it takes a zip or a pickle for what it is, whatever the name says.
        return np.lib.format.open_memmap(path, mode="r"), None
    except UNREADABLE as error:
        raise _unreadable(path, error) from error


def _read_npz(path: Path) -> tuple[NDArray[Any], NDArray[Any] | None]:
    try:
        archive = Archive.open(path)
    except UNREADABLE as error:
        raise _unreadable(path, error) from error
    samples, label = _choose(list(archive.members), path)
    try:
        return archive.read(samples), None if label is None else np.asarray(archive.read(label))
    except UNREADABLE as error:
        raise _unreadable(path, error) from error


def _choose(members: list[str], path: Path) -> tuple[str, str | None]:
    """The names of the samples and of the labels."""
    labels = [name for name in members if name in LABELS]
    samples = [name for name in members if name in SAMPLES]
    others = [name for name in members if name not in LABELS]
    samples = samples or (others if len(others) == 1 else [])
    if len(samples) != 1 or len(labels) > 1:
        raise DataError(
            f"{str(path)!r} leaves open which array is meant; it holds: {', '.join(members) or 'none'}. "
            f"Expected one array, or samples named {' or '.join(SAMPLES)} and perhaps labels named "
            f"{' or '.join(LABELS)}: numpy.savez(path, x=…)."
        )
    return samples[0], labels[0] if labels else None


def _unreadable(path: Path, error: Exception) -> DataError:
    return DataError(
        f"{str(path)!r} is not a readable {path.suffix.lower()} file of numbers: {error}. "
        "Pickled objects are never loaded; save numbers with numpy.save or numpy.savez."
    )
