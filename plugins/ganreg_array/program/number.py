"""A Python number that is another at each run of a program: a step count, a learning rate."""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, NoReturn


class NotRecordable(Exception):  # noqa: N818 - it is no error: the computation goes on without a program
    """A formula does with its arrays or numbers what no program can repeat, such as branching on their values."""


class Number:
    """Arithmetic that is kept to be done again, with Python's own numbers and to their full precision.

    Args:
        value: of this run.
        text: how it comes from the numbers `given` to a run, as an expression of Python.
    """

    __slots__ = ("text", "value")
    __array_ufunc__ = None  # NumPy's scalars leave `scalar * number` to this class, which refuses: they have a type

    def __init__(self, value: float, text: str) -> None:
        self.value, self.text = value, text

    @classmethod
    def at(cls, place: int, value: float) -> "Number":
        """The number at a place of those that are given."""
        return cls(value, f"given[{place}]")

    def _refuse(self, *_: Any) -> NoReturn:
        raise NotRecordable("the formula branches on a number that changes from step to step, or hands it on")

    __bool__ = __float__ = __int__ = __index__ = __eq__ = _refuse
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __abs__ = __round__ = _refuse
    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> "Number":
        return Number(-self.value, f"(-{self.text})")


def _arithmetic(function: Callable[[Any, Any], Any], sign: str, swapped: bool) -> Any:
    def method(self: Number, other: Any) -> Any:
        if type(other) not in (bool, int, float, Number):
            return NotImplemented
        a, b = (other, self) if swapped else (self, other)
        return Number(function(_value(a), _value(b)), f"({_text(a)}{sign}{_text(b)})")

    return method


for _name, _sign in {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}.items():
    _function = getattr(operator, _name)
    setattr(Number, f"__{_name}__", _arithmetic(_function, _sign, swapped=False))
    setattr(Number, f"__r{_name}__", _arithmetic(_function, _sign, swapped=True))


for _name, _sign in {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items():
    setattr(Number, f"__{_name}__", _arithmetic(getattr(operator, _name), _sign, swapped=False))


def together(numbers: Sequence[Number]) -> Callable[[Sequence[float]], tuple[float, ...]]:
    """All numbers at once, as one function of those that are given to a run."""
    texts = "".join(f"{number.text}," for number in numbers)
    function: Callable[[Sequence[float]], tuple[float, ...]] = eval(
        f"lambda given: ({texts})", {"inf": math.inf, "nan": math.nan}
    )
    return function


def _value(number: Any) -> Any:
    return number.value if isinstance(number, Number) else number


def _text(number: Any) -> str:
    """Exact: Python reads a number as it was written."""
    return number.text if isinstance(number, Number) else f"({number!r})"
