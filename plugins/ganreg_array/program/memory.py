"""Where the arrays of a program lie: as views of blocks of memory that come and go."""

from typing import Any

import attrs
import numpy as np

Array = Any
ALIGNMENT = 64
"""Bytes: a cache line, and the widest vector."""


@attrs.define(eq=False)
class Block:
    """Memory that one array was made with.

    Args:
        size: in bytes.
        owner: the array itself.
        fixed: whether it stays where it is: what goes in, what comes out, what is the same at each run.
        uses: all views of it, in the order of the calls.
    """

    size: int
    owner: Array
    fixed: bool = False
    uses: list["View"] = attrs.field(factory=list)


@attrs.define(eq=False)
class View:
    """An array in a block.

    Args:
        block: whose memory it shows.
        offset: in bytes, of its first element.
        array: the same elements where they were when recorded.
        call: the number of the call that uses it.
        reads: whether that reads it.
        writes: whether that writes it.
    """

    block: Block
    offset: int
    array: Array
    call: int
    reads: bool
    writes: bool

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its block."""
        return bool(self.array.nbytes == self.block.size)

    def is_laid_out_like(self, other: "View") -> bool:
        """Whether elements at the same place of both are at the same place in memory, from the first one on."""
        one, two = self.array, other.array
        dense = one.flags.c_contiguous and two.flags.c_contiguous and one.nbytes == two.nbytes
        return bool(one.dtype == two.dtype and (dense or (one.shape == two.shape and one.strides == two.strides)))

    def stands_at(self, other: "View") -> bool:
        """Whether it is the same elements in the same order."""
        return self.block is other.block and self.offset == other.offset and self.is_laid_out_like(other)

    def overlaps(self, offset: int, size: int, block: Block) -> bool:
        """Whether it may have a byte in common with a part of a block."""
        if self.block is not block:
            return False
        low, high = extent(self.array)
        return self.offset + low < offset + size and offset < self.offset + high


def extent(array: Array) -> tuple[int, int]:
    """From where to where an array's elements lie, in bytes from the first one."""
    steps = [(length - 1) * stride for length, stride in zip(array.shape, array.strides, strict=True)]
    return sum(step for step in steps if step < 0), sum(step for step in steps if step > 0) + array.itemsize


def is_array(value: Any) -> bool:
    """Whether it has memory that may be shared: no number, none of NumPy's scalars, no type of theirs."""
    return hasattr(value, "strides") and not isinstance(value, (np.generic, type))


def owner_of(array: Array) -> Array:
    """The array whose memory it is."""
    while isinstance(base := getattr(array, "base", None), _Placed) or hasattr(base, "strides"):
        array = base.base if isinstance(base, _Placed) else base
    return array


def placed(memory: Array, offset: int, like: Array) -> Array:
    """An array laid out like another, its first element at an offset in bytes of some memory."""
    if isinstance(memory, np.ndarray):
        return np.asarray(_Placed(memory, address(memory) + offset, like))
    return type(memory)(like.shape, like.dtype, memory.data + offset, like.strides)


class _Placed:
    """What NumPy makes an array of that lies anywhere in another's memory, whatever the layout of that."""

    def __init__(self, memory: Array, start: int, like: Array) -> None:
        self.base = memory
        layout = {"shape": like.shape, "strides": like.strides, "typestr": like.dtype.str}
        self.__array_interface__ = {"data": (start, False), "version": 3, **layout}


def address(array: Array) -> int:
    """Where its first element is."""
    return int(array.__array_interface__["data"][0] if isinstance(array, np.ndarray) else array.data.ptr)


class Arena:
    """One piece of memory for all blocks that are needed for a while only; later ones reuse what is free again."""

    def __init__(self) -> None:
        self.size = 0
        self.places: dict[Block, int] = {}
        self._free: list[tuple[int, int]] = []  # (offset, size), by offset

    def take(self, block: Block) -> None:
        """Find the first gap that is large enough."""
        size = _rounded(block.size)
        for index, (offset, gap) in enumerate(self._free):
            if gap >= size:
                self.places[block] = offset
                self._free[index : index + 1] = [(offset + size, gap - size)] if gap > size else []
                return
        self.places[block] = self.size
        self.size += size

    def inherit(self, block: Block, old: Block) -> None:
        """Take the place of a block that is read for the last time."""
        self.places[block] = self.places[old]

    def release(self, block: Block) -> None:
        """Leave the place to others."""
        start, end = self.places[block], self.places[block] + _rounded(block.size)
        gaps = sorted([*self._free, (start, end - start)])
        merged: list[tuple[int, int]] = []
        for offset, size in gaps:
            if merged and sum(merged[-1]) == offset:
                merged[-1] = (merged[-1][0], merged[-1][1] + size)
            else:
                merged.append((offset, size))
        self._free = merged

    def build(self, base: Any) -> "Memory":
        """The memory itself."""
        return Memory(base, self)


class Memory:
    """An arena's memory, in which views are made anew."""

    def __init__(self, base: Any, arena: Arena) -> None:
        self._places = arena.places
        self._bytes = base.empty(arena.size + ALIGNMENT, dtype="uint8")
        self._start = -address(self._bytes) % ALIGNMENT
        self.nbytes = arena.size

    def array(self, view: View) -> Array:
        """The view's array at its present place."""
        if view.block not in self._places:
            return placed(view.block.owner, view.offset, view.array)
        return placed(self._bytes, self._start + self._places[view.block] + view.offset, view.array)


def _rounded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
