"""`param()`: one field declaration that gives a component's parameter its docs, its unit and its validation.

A validator knows examples of what it accepts and refuses, so that the conformance kit can derive test values from it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from ganreg.errors import ParameterError


@attrs.frozen
class Range:
    """A number between `low` and `high`; an end given as `open` is itself refused.

    `integer=True` refuses fractions. Booleans, NaN and infinities are always refused.
    """

    low: float = float("-inf")
    high: float = float("inf")
    low_open: bool = False
    high_open: bool = False
    integer: bool = False

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        """Raise `ParameterError` unless the value is accepted."""
        if not self.accepts(value):
            raise _refusal(instance, attribute, value, self.describe())

    def accepts(self, value: Any) -> bool:
        """Whether `value` is a number inside the range."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if self.integer and not isinstance(value, int):
            return False
        above = value > self.low if self.low_open or self.low == float("-inf") else value >= self.low
        below = value < self.high if self.high_open or self.high == float("inf") else value <= self.high
        return above and below

    def describe(self) -> str:
        """The range in words: "an integer ≥ 1", "a number in [0, 1)"."""
        noun = "an integer" if self.integer else "a number"
        if self.high == float("inf"):
            if self.low == float("-inf"):
                return f"{noun}, finite"
            return f"{noun} {'>' if self.low_open else '≥'} {self.low:g}"
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{noun} in {left}{self.low:g}, {self.high:g}{right}"

    def examples(self) -> tuple[list[Any], list[Any]]:
        """Values that are accepted, and values that are refused."""
        candidates: list[Any] = [
            -1e30,
            -1,
            -0.5,
            0,
            1e-3,
            0.5,
            1,
            2,
            10,
            1e30,
            float("nan"),
            float("inf"),
            "x",
            None,
            True,
        ]
        ends = [end for end in (self.low, self.high) if abs(end) != float("inf")]
        candidates += ends + ([sum(ends) / 2] if len(ends) == 2 and not self.integer else [])
        return [c for c in candidates if self.accepts(c)], [c for c in candidates if not self.accepts(c)]


@attrs.frozen
class OneOf:
    """One of a few given values."""

    options: tuple[Any, ...]

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        """Raise `ParameterError` unless the value is accepted."""
        if not self.accepts(value):
            raise _refusal(instance, attribute, value, self.describe())

    def accepts(self, value: Any) -> bool:
        """Whether `value` is one of the options, of the same type."""
        return any(value is option or (type(value) is type(option) and value == option) for option in self.options)

    def describe(self) -> str:
        """The options in words."""
        return "one of " + ", ".join(map(repr, self.options))

    def examples(self) -> tuple[list[Any], list[Any]]:
        """Values that are accepted, and values that are refused."""
        return list(self.options), [value for value in ("no such option", -1, None) if not self.accepts(value)]


@attrs.frozen
class Several:
    """A tuple of one or more numbers, each of which `each` accepts."""

    each: Range

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        """Raise `ParameterError` unless the value is accepted."""
        if not self.accepts(value):
            raise _refusal(instance, attribute, value, self.describe())

    def accepts(self, value: Any) -> bool:
        """Whether `value` is such a tuple."""
        return isinstance(value, tuple) and bool(value) and all(map(self.each.accepts, value))

    def describe(self) -> str:
        """The values in words."""
        return f"one or more of: {self.each.describe()}"

    def examples(self) -> tuple[list[Any], list[Any]]:
        """Values that are accepted, and values that are refused."""
        accepted, refused = self.each.examples()
        return [tuple(accepted), tuple(accepted[:1])], [(), *((value,) for value in refused), 1.0]


def as_tuple(value: Any) -> Any:
    """A list, as recipes have it, as a tuple; anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


FLAG = OneOf((True, False))
POSITIVE = Range(0, low_open=True)
NON_NEGATIVE = Range(0)
FINITE = Range()
COUNT = Range(1, integer=True)


def _refusal(instance: object, attribute: "attrs.Attribute[Any]", value: Any, expected: str) -> ParameterError:
    given = f"{type(instance).__name__}: {attribute.name}={value!r}"
    return ParameterError(f"{given}, expected {expected}. {doc_of(attribute)}")


@attrs.frozen
class Schedulable:
    """What `validator` accepts, or a schedule that stays within it; one may reach an end that is itself refused."""

    validator: Range

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        """Raise `ParameterError` unless the value is accepted."""
        if not self.accepts(value):
            raise _refusal(instance, attribute, value, self.describe())

    def accepts(self, value: Any) -> bool:
        """Whether `value` is accepted, or both ends of a schedule are."""
        if not hasattr(value, "extremes"):
            return bool(self.validator.accepts(value))
        closed = attrs.evolve(self.validator, low_open=False, high_open=False)
        return all(map(closed.accepts, value.extremes()))

    def describe(self) -> str:
        """The values in words."""
        return f"{self.validator.describe()}, or a schedule of such numbers"

    def examples(self) -> tuple[list[Any], list[Any]]:
        """Values that are accepted, and values that are refused; plain numbers."""
        return self.validator.examples()


def as_scheduled(value: Any) -> Any:
    """A schedule from a mapping with a name; anything else as it is."""
    from ganreg.registry import registry

    return registry().resolve("schedule", value) if isinstance(value, Mapping) else value


def param(
    default: Any,
    doc: str,
    *,
    unit: str = "",
    validator: Any = None,
    converter: Callable[[Any], Any] | None = None,
    kw_only: bool | None = None,
    described: bool = True,
    schedulable: bool = False,
    numerical: bool = False,
) -> Any:
    """A frozen field of a component.

    Args:
        default: the default value; `attrs.NOTHING` makes the field required.
        doc: one sentence; shown in errors, in `ganreg list` and in the generated docs.
        unit: the unit or range in words, where the number alone does not say it.
        validator: one of this module's validators (`Range`, `OneOf`), or any attrs validator.
        converter: applied before validation.
        kw_only: whether the field is given by keyword alone; by default as its class says.
        described: False for arrays: the field has no part in recipes as text, equality, hash and repr.
        schedulable: whether a number may be given as a schedule; `ganreg.schedules.settled` puts in the number.
        numerical: whether it says how closely an iteration is solved, and is no part of the formula that is solved; the
            conformance kit leaves it as it is.
    """
    return attrs.field(
        default=default,
        validator=Schedulable(validator) if schedulable else validator,
        converter=as_scheduled if schedulable else converter,
        kw_only=kw_only,
        eq=described,
        repr=described,
        metadata={"doc": doc, "unit": unit, "described": described, "schedulable": schedulable, "numerical": numerical},
    )


def doc_of(attribute: "attrs.Attribute[Any]") -> str:
    """The one-sentence documentation that `param()` recorded, or an empty string."""
    return str(attribute.metadata.get("doc", ""))
