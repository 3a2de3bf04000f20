"""What a recorder knows of its arrays: which are others at each run, which hold one value, what gave them."""

import weakref
from collections.abc import Iterable
from typing import Any

from ganreg_array.program.ghosts import Ghosts
from ganreg_array.program.memory import address, is_array, owner_of
from ganreg_array.program.number import NotRecordable
from ganreg_array.program.traced import Traced

Array = Any


class SharedResultError(NotRecordable):
    """An array is changed that two operations have given, since they were the same. Recorded one by one they can be."""


class Known:
    """What is known of the arrays of one recording, by the memory in which they lie.

    Args:
        ghosts: the stand-ins, which tell memory from other memory.
        sharing: whether what is computed twice is to be found again.
    """

    def __init__(self, ghosts: Ghosts, sharing: bool) -> None:
        self._ghosts, self._sharing = ghosts, sharing
        self._versions: dict[int, int] = {}
        self._found: dict[Any, tuple[weakref.ref[Traced], int]] = {}
        self._moving: set[int] = set()
        self._shared: set[int] = set()
        self._uniform: dict[int, Any] = {}

    # Memory --------------------------------------------------------------------------------------------------------

    def moves(self, array: Array) -> None:
        """Its values are others at each run."""
        self._ghosts.keep(array)
        self._moving.add(self._key(array))

    def changes(self, array: Array) -> None:
        """It is about to be written in place.

        Raises:
            SharedResultError: somebody else holds the same array for his own.
        """
        owner = self._key(array)
        if owner in self._shared:
            raise SharedResultError("the formula changes an array that was given for two equal operations")
        self._uniform.pop(owner, None)

    def wrote(self, written: Array, arrays: Iterable[Array]) -> None:
        """It was written by an operation on some arrays, itself among them; values that a program needs are kept."""
        owner = self._key(written)
        self._versions[owner] = self._versions.get(owner, 0) + 1
        if any(self._key(one) in self._moving for one in arrays):
            self._moving.add(owner)
            self._ghosts.drop(written)
        else:
            self._ghosts.keep(written)

    # One value throughout ------------------------------------------------------------------------------------------

    def is_uniform(self, array: Array, value: Any) -> None:
        """It holds that value throughout."""
        self._uniform[self._key(array)] = value

    def value_of(self, array: Array) -> Any:
        """The value that an array holds throughout; None if there is no such."""
        return self._uniform.get(self._key(array))

    # Operations ----------------------------------------------------------------------------------------------------

    def name_of(self, argument: Any) -> Any:
        """What makes an argument the same as another: place, layout and how often its memory was written."""
        if not is_array(argument):
            return repr(argument)  # which tells 0.0 from -0.0
        owner, offset = self._key(argument), address(argument) - address(owner_of(argument))
        layout = argument.shape, argument.strides, str(argument.dtype)
        return owner, offset, layout, self._versions.get(owner, 0)

    def again(self, operation: Any) -> Traced | None:
        """The result of an operation that was run before, if somebody has it still and nothing has changed it."""
        remembered, version = self._found.get(operation, (None, 0)) if self._sharing else (None, 0)
        found = None if remembered is None else remembered()
        if found is None or self._versions[self._key(found.data)] != version:
            return None
        self._shared.add(self._key(found.data))
        return found

    def remember(self, operation: Any, found: Traced) -> None:
        """The result of an operation, as long as somebody has it."""
        self._found[operation] = weakref.ref(found), self._versions[self._key(found.data)]

    def _key(self, array: Array) -> int:
        """What tells the memory of an array from all other."""
        return id(self._ghosts.owner(array))
