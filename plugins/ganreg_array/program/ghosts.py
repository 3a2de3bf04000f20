"""Stand-ins for the arrays of a recording, so that these may go as soon as the formula lets go of them."""

import weakref
from typing import Any

import numpy as np

from ganreg_array.program.memory import address, owner_of, placed

Array = Any


class Ghosts:
    """Arrays of the same shape and layout, in memory of their own that nobody ever touches: it costs addresses alone.

    A recording remembers all arrays that a formula has made. With the arrays themselves it would need the memory of all
    of them at once, where the formula needs that of a few.

    Attributes:
        kept: the arrays themselves by their stand-ins' identity, of those whose values a program will need.
    """

    def __init__(self) -> None:
        self._of: dict[int, Array] = {}
        self.kept: dict[int, Array] = {}

    def owner(self, array: Array) -> Array:
        """The stand-in for the memory of an array."""
        owner = owner_of(array)
        if id(owner) not in self._of:
            ghost = np.empty(max(owner.nbytes, 1), dtype="uint8")
            self._of[id(owner)] = ghost
            weakref.finalize(owner, self._of.pop, id(owner), None).atexit = False
        return self._of[id(owner)]

    def view(self, array: Array) -> Array:
        """The stand-in for an array."""
        return placed(self.owner(array), address(array) - address(owner_of(array)), array)

    def keep(self, array: Array) -> None:
        """Have the values of an array's memory stay."""
        self.kept[id(self.owner(array))] = owner_of(array)

    def drop(self, array: Array) -> None:
        """Let the values go: they are computed anew at each run."""
        self.kept.pop(id(self.owner(array)), None)
