"""A Python number that is another at each run of a program: a step count, a learning rate."""

import operator
from collections.abc import Callable
from typing import Any, NoReturn


class NotRecordable(Exception):  # noqa: N818 - it is no error: the computation goes on without a program
    """A formula does with its arrays or numbers what no program can repeat, such as branching on their values."""


class Number:
    """Arithmetic that is kept to be done again, with Python's own numbers and to their full precision.

    Args:
        value: of this run.
        again: computes it anew.
    """

    __slots__ = ("again", "value")

    def __init__(self, value: float, again: Callable[[], float]) -> None:
        self.value, self.again = value, again

    def _with(self, function: Callable[[Any, Any], Any], other: Any, swapped: bool = False) -> Any:
        if not isinstance(other, (int, float, Number)):
            return NotImplemented
        a, b = (other, self) if swapped else (self, other)
        return Number(function(_value(a), _value(b)), lambda: function(_again(a), _again(b)))

    def __add__(self, other: Any) -> Any:
        return self._with(operator.add, other)

    def __radd__(self, other: Any) -> Any:
        return self._with(operator.add, other, swapped=True)

    def __sub__(self, other: Any) -> Any:
        return self._with(operator.sub, other)

    def __rsub__(self, other: Any) -> Any:
        return self._with(operator.sub, other, swapped=True)

    def __mul__(self, other: Any) -> Any:
        return self._with(operator.mul, other)

    def __rmul__(self, other: Any) -> Any:
        return self._with(operator.mul, other, swapped=True)

    def __truediv__(self, other: Any) -> Any:
        return self._with(operator.truediv, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._with(operator.truediv, other, swapped=True)

    def __pow__(self, other: Any) -> Any:
        return self._with(operator.pow, other)

    def __rpow__(self, other: Any) -> Any:
        return self._with(operator.pow, other, swapped=True)

    def __neg__(self) -> "Number":
        return Number(-self.value, lambda: -_again(self))

    def _refuse(self, *_: Any) -> NoReturn:
        raise NotRecordable("the formula branches on a number that changes from step to step, or hands it on")

    __bool__ = __float__ = __int__ = __index__ = __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __abs__ = __round__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def _value(number: Any) -> Any:
    return number.value if isinstance(number, Number) else number


def _again(number: Any) -> Any:
    return number.again() if isinstance(number, Number) else number
