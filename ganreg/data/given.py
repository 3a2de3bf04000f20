"""From whatever a user gave as data to a source, and to the words in which a recipe remembers it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.component import Component
from ganreg.data.abstract import AbstractData
from ganreg.data.array import ArraySource
from ganreg.data.distribution import DistributionSource
from ganreg.data.files import SUFFIXES, read_source
from ganreg.data.source import AbstractSource
from ganreg.errors import DataError, UnknownNameError
from ganreg.registry import registry


def as_source(data: Any) -> AbstractSource:
    """A source from what a user gave.

    Args:
        data: one of
            - an array `(n, *shape)`, or what `numpy.asarray` makes one of (lists, tensors on the CPU);
            - a tuple of exactly two, `(x, labels)`: samples `(n, *shape)` and numbers `(n,)`;
            - a path to a `.npy` or `.npz` file, or `{"path": …}`; `{"path": …, "labels": False}` leaves its labels out;
            - a data set: its name (`"ring"`), a mapping (`{"name": "ring", "modes": 5}`), an object, or its class;
            - an `AbstractSource`, which is returned as it is.

    Raises:
        DataError: it is none of these, or cannot be trained on.
        UnknownNameError: no data set of that name is installed.
    """
    if isinstance(data, AbstractSource):
        return data
    file = _file_of(data)
    if file is not None:
        return read_source(**file)
    if _is_data_set(data):
        return _data_set(data).source()
    if isinstance(data, tuple) and len(data) == 2:
        return ArraySource(_as_numbers(data[0]), _as_numbers(data[1]))
    return ArraySource(_as_numbers(data))


def describe_source(data: Any) -> dict[str, Any] | None:
    """Plain data from which `as_source` gives the same source again, or None where only the data themselves would.

    Args:
        data: what `as_source` takes.

    Returns:
        `{"path": …}` with an absolute path, `{"name": …, parameter: value}`; None for arrays and unregistered
        classes.
    """
    file = _file_of(data)
    if file is not None:
        return file | {"path": str(Path(file["path"]).expanduser().absolute())}
    if isinstance(data, DistributionSource):
        data = data.distribution
    if not _is_data_set(data):
        return None
    data_set = _data_set(data)
    return registry().describe(data_set) if registry().entry_of(data_set) is not None else None


def _file_of(data: Any) -> dict[str, Any] | None:
    """What `read_source` is to be given for data in a file; None for other data."""
    if isinstance(data, Mapping) and "name" not in data:
        known = set(data) <= {"path", "labels"} and isinstance(data.get("path"), (str, Path))
        if not known or not isinstance(data.get("labels", True), bool):
            raise DataError(
                f"data={dict(data)!r}: expected a mapping with a 'name', or with a 'path' and perhaps labels=False."
            )
        return dict(data)
    is_file_name = isinstance(data, str) and data.lower().endswith(SUFFIXES)
    return {"path": data} if isinstance(data, Path) or is_file_name else None


def _is_data_set(data: Any) -> bool:
    is_class = isinstance(data, type) and issubclass(data, Component)
    return is_class or isinstance(data, (str, Mapping, Component))


def _data_set(data: Any) -> AbstractData:
    try:
        found = registry().resolve("data", data)
    except UnknownNameError as error:
        if isinstance(data, str) and (Path(data).suffix or Path(data).exists()):
            raise DataError(
                f"data={data!r} is no {' or '.join(SUFFIXES)} file. Save samples with numpy.save."
            ) from error
        raise
    if not isinstance(found, AbstractData):
        raise DataError(
            f"data={data!r} is a {type(found).__name__}, which does not derive from ganreg.data.AbstractData."
        )
    return found


def _as_numbers(data: Any) -> NDArray[Any]:
    try:
        array = data if isinstance(data, np.ndarray) else np.asarray(data)
    except (TypeError, ValueError, RuntimeError) as error:
        raise _unusable(data, str(error)) from error
    if array.dtype.kind == "O":
        raise _unusable(data, "it does not make an array of numbers")
    return array


def _unusable(data: Any, why: str) -> DataError:
    words = repr(data)
    given = words if len(words) <= 60 else words[:57] + "…"
    return DataError(
        f"Data of type {type(data).__name__} ({given}) cannot be used: {why}. "
        "Expected an array (n, features) or (n, channels, height, width), a pair (x, labels), a path to a .npy or .npz "
        f"file, or a data set: {', '.join(sorted(registry().names('data')))}."
    )
