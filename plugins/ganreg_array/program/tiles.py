"""Long rows of operations that go element by element, done piece by piece.

Each then finds in the cache what the one before has left there, in place of reading it from memory.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from ganreg_array.program.memory import address, is_array

Array = Any
Call = tuple[Any, tuple[Any, ...], Array]
"""A function, its arguments, and the array among them that it writes, or None if it does not go element by element."""

PIECE = 128 * 1024
"""Bytes of an array that are done at once."""


def tiled(calls: Iterable[Call]) -> list[tuple[Any, tuple[Any, ...]]]:
    """The calls to make in the place of these."""
    made: list[tuple[Any, tuple[Any, ...]]] = []
    group: list[Call] = []
    for call in calls:
        if group and not (_goes_with(call, group)):
            made += _pieces(group)
            group = []
        if _is_long(call):
            group.append(call)
        else:
            made.append(call[:2])
    return made + _pieces(group)


def _is_long(call: Call) -> bool:
    written = call[2]
    return written is not None and written.ndim > 0 and written.nbytes > 2 * PIECE and written.shape[0] > 1


def _goes_with(call: Call, group: list[Call]) -> bool:
    """Whether a call may follow the others piece by piece: what it shares with them it meets at the same place."""
    if not _is_long(call) or len(call[2]) != len(group[0][2]):
        return False
    own, others = _arrays(call), [array for other in group for array in _arrays(other)]
    written = [other[2] for other in group]
    reads_none_ahead = all(_is_apart(array, other) for array in own for other in written)
    return reads_none_ahead and all(_is_apart(call[2], other) for other in others)


def _is_apart(one: Array, other: Array) -> bool:
    """Whether two arrays are in different memory, or the very same elements, cut into the same pieces."""
    same = address(one) == address(other) and one.shape == other.shape and one.strides == other.strides
    return same or not np.may_share_memory(one, other)


def _arrays(call: Call) -> list[Array]:
    return [argument for argument in call[1] if is_array(argument)]


def _pieces(group: list[Call]) -> list[tuple[Any, tuple[Any, ...]]]:
    if not group:
        return []
    largest = max((call[2] for call in group), key=lambda array: array.nbytes)
    rows = max(1, PIECE * len(largest) // largest.nbytes)
    starts = range(0, len(largest), rows)
    return [
        (function, tuple(_piece(one, written, slice(start, start + rows)) for one in arguments))
        for start in starts
        for function, arguments, written in group
    ]


def _piece(argument: Any, written: Array, rows: slice) -> Any:
    """Some rows of an array that has as many as the written one; one that is repeated along them stays whole."""
    has_rows = is_array(argument) and argument.ndim == written.ndim and len(argument) == len(written)
    return argument[rows] if has_rows else argument
