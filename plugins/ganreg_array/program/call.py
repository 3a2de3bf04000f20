"""One operation of a program."""

from collections.abc import Callable
from typing import Any

import attrs

Array = Any


@attrs.define
class Call:
    """`function(*arguments)`, which writes to `written`, one of the arguments.

    Args:
        function: what is called.
        arguments: arrays, numbers and whatever else; arrays among them are read unless they are the written one.
        written: the array that it writes.
        updates: whether it reads that array, too.
        named: whether the written array, its last argument, is given as `out=`.
        elementwise: whether each element depends on the elements at its own place alone, so that the written array may
            take the place of one that is read for the last time.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    written: Array
    updates: bool = False
    named: bool = False
    elementwise: bool = False
