"""One checkpoint: named arrays as safetensors, and what they belong to as JSON. Never pickle.

A checkpoint is written beside its place, flushed to the disk, and renamed: it is there whole, or not at all.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_safetensors
from safetensors.numpy import save as save_safetensors

from ganreg.errors import CheckpointError

ARRAYS = "state.safetensors"
FACTS = "checkpoint.json"


def write_checkpoint(folder: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write a checkpoint folder; an existing one of that name is replaced.

    Args:
        folder: its final place.
        arrays: the whole state by name.
        facts: JSON values, such as the iteration and the versions; the arrays' checksum is added.
    """
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    payload = save_safetensors({name: np.asarray(array, order="C") for name, array in arrays.items()})
    described = {**facts, "sha256": hashlib.sha256(payload).hexdigest()}
    write_durably(beside / ARRAYS, payload)
    write_durably(beside / FACTS, json.dumps(described, indent=2).encode())
    _put_in_place(beside, folder)


def _put_in_place(beside: Path, folder: Path) -> None:
    """Rename a finished folder; the one that had its name is removed after that, or comes back if it fails."""
    former = beside.with_name(f"{beside.name}.former")
    if folder.exists():
        os.replace(folder, former)
    try:
        os.replace(beside, folder)
    except BaseException:
        if former.exists():
            os.replace(former, folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def read_checkpoint(folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays and the facts of a checkpoint folder.

    Raises:
        CheckpointError: a file is missing or damaged.
    """
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        payload = (folder / ARRAYS).read_bytes()
    except (OSError, ValueError) as error:
        raise CheckpointError(f"The checkpoint {str(folder)!r} cannot be read: {error}.") from error
    if not isinstance(facts, dict) or hashlib.sha256(payload).hexdigest() != facts.get("sha256"):
        raise CheckpointError(f"The checkpoint {str(folder)!r} is damaged: its checksum does not match.")
    try:
        return load_safetensors(payload), facts
    except SafetensorError as error:
        raise CheckpointError(f"The checkpoint {str(folder)!r} holds no safetensors: {error}.") from error


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_text(path: Path, text: str) -> None:
    """Replace a text file at once: a reader sees the old content or the new."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    write_durably(beside, text.encode())
    os.replace(beside, path)
