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


def tiled(calls: Iterable[Call], base: Any) -> list[tuple[Any, tuple[Any, ...]]]:
    """The calls to make in the place of these; the same ones on a GPU."""
    if base is not np:
        return [call[:2] for call in calls]
    made: list[tuple[Any, tuple[Any, ...]]] = []
    group: list[Call] = []
    for call in calls:
        if group and not _goes_with(call, group):
            made += _pieces(group)
            group = []
        if _may_be_cut(call):
            group.append(call)
        else:
            made.append(call[:2])
    return made + _pieces(group)


def _may_be_cut(call: Call) -> bool:
    """Whether it is long, and what it reads of its own result it reads at the same place."""
    written = call[2]
    is_long = written is not None and written.ndim > 0 and written.nbytes > 2 * PIECE
    return is_long and all(_is_apart(array, written) for array in _arrays(call))


def _goes_with(call: Call, group: list[Call]) -> bool:
    """Whether a call may follow the others piece by piece: what it shares with them it meets at the same place."""
    if not _may_be_cut(call) or _cut(call[2]) != _cut(group[0][2]):
        return False
    own, others = _arrays(call), [array for other in group for array in _arrays(other)]
    written = [other[2] for other in group]
    reads_none_ahead = all(_is_apart(array, other) for array in own for other in written)
    return reads_none_ahead and all(_is_apart(call[2], other) for other in others)


def _cut(array: Array) -> tuple[int, int]:
    """Across which axis an array is cut, that of the longest steps in memory, and how long it is.

    The axis is counted from the last one, as arrays of fewer axes meet others there: what two calls share is then cut
    in both or in neither.
    """
    axis = max(range(array.ndim), key=lambda place: (array.strides[place], -place))
    return axis - array.ndim, array.shape[axis]


def _is_apart(one: Array, other: Array) -> bool:
    """Whether two arrays are in different memory, or the very same elements, cut into the same pieces."""
    same = address(one) == address(other) and one.shape == other.shape and one.strides == other.strides
    return same or not np.may_share_memory(one, other)


def _arrays(call: Call) -> list[Array]:
    return [argument for argument in call[1] if is_array(argument)]


def _pieces(group: list[Call]) -> list[tuple[Any, tuple[Any, ...]]]:
    if not group:
        return []
    axis, length = _cut(group[0][2])
    rows = max(1, PIECE * length // max(call[2].nbytes for call in group))
    return [
        (function, tuple(_piece(one, axis, slice(start, start + rows), length) for one in arguments))
        for start in range(0, length, rows)
        for function, arguments, _ in group
    ]


def _piece(argument: Any, axis: int, rows: slice, length: int) -> Any:
    """A part of an array along an axis, counted from the last one; one that is repeated along it stays whole."""
    if not is_array(argument) or argument.ndim < -axis or argument.shape[axis] != length:
        return argument
    return argument[(slice(None),) * (argument.ndim + axis) + (rows,)]
