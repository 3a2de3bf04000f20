"""Published numbers against a component's formulas."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.component import Component, changed
from ganreg.conformance.formulas import formulas
from ganreg.conformance.result import Result
from ganreg.conformance.tolerance import factor
from ganreg.draws import Draws
from ganreg.metrics.abstract import AbstractSampleMetric
from ganreg.pinned import Pinned

SHARP = 1e-3
"""A number that may be off by more than this part of itself is checked, but proves nothing: a factor could hide."""

ENOUGH = 2

NEAR, JUMP = 1e-7, 1e-3
"""Arguments moved by so small a part of themselves move what a formula gives by less than so large a part: one that
knows its published numbers by heart jumps beside them.
"""


def check_numbers(component: Component, numbers: tuple[Pinned, ...]) -> Result:
    """Every published number comes out of its formula."""
    if not numbers:
        return Result("not-run", "no published numbers are announced")
    for number in numbers:
        found = _computed(component, number)
        expected = np.asarray(number.value, dtype=np.float64)
        if found.shape != expected.shape:
            return Result("fail", f"{_told(number)}: the formula gives shape {found.shape}")
        worst = float(np.max(np.abs(found - expected), initial=0.0))
        if not worst <= max(number.within, _rounding(expected)):
            return Result("fail", f"{_told(number)}: the formula gives {found.tolist()}, off by {worst:.3g}")
        if number.method in _values(component) and _jumps(component, number, found):
            return Result("fail", f"{_told(number)}: right beside these arguments the formula gives something else")
    return Result("pass", passed=len(numbers))


def proving(component: Component, numbers: tuple[Pinned, ...]) -> list[Pinned]:
    """The numbers that tell a formula from others: of its kind's formulas, not all 0, with enough digits, each another.

    Two answers that are the same number are one: arguments can be chosen so that they are.
    """
    known = {*_values(component), *_contract(component)}
    found: dict[str, Pinned] = {}
    for number in numbers:
        expected = np.asarray(number.value, dtype=np.float64)
        largest = float(np.max(np.abs(expected), initial=0.0))
        if number.method in known and max(number.within, _rounding(expected)) <= SHARP * largest:
            found.setdefault(f"{number.method} {expected.tolist()}", number)
    return list(found.values())


def unpinned(component: Component, numbers: list[Pinned]) -> list[str]:
    """The formulas of a component of which there is no number: a loss has two."""
    methods = {number.method for number in numbers}
    names = dict.fromkeys(formula.name for formula in formulas(component))
    return [name for name in names if not {name, *_OF_ONE_ARRAY.get(name, ())} & methods]


_OF_ONE_ARRAY = {"update": ("step",), "updated": ("average",)}
"""The formulas that others apply to one array after another."""


def _values(component: Component) -> set[str]:
    """The names of the formulas that are no derivatives."""
    names = {formula.name for formula in formulas(component)}
    return names.union(*(_OF_ONE_ARRAY.get(name, ()) for name in names))


def _contract(component: Component) -> set[str]:
    """The names of what the component's kind makes it define."""
    own = (base for base in type(component).__mro__ if base.__module__.partition(".")[0] == "ganreg")
    return {name for base in own for name in getattr(base, "__abstractmethods__", ())}


def _jumps(component: Component, number: Pinned, found: Any) -> bool:
    beside = _computed(component, attrs.evolve(number, arguments=_moved(number.arguments)))
    return not float(np.max(np.abs(beside - found), initial=0.0)) <= JUMP * max(1.0, float(np.max(np.abs(found))))


def _moved(value: Any) -> Any:
    """Lists of numbers, each a little larger, also inside tuples and mappings; anything else as it is."""
    if isinstance(value, list):
        return (np.asarray(value, dtype=np.float64) * (1 + NEAR)).tolist()
    if isinstance(value, tuple):
        return tuple(map(_moved, value))
    if isinstance(value, Mapping):
        return {name: _moved(array) for name, array in value.items()}
    return value


def _computed(component: Component, number: Pinned) -> Any:
    made = changed(component, **number.parameters) if number.parameters else component
    formula = getattr(made, number.method)
    given = (*map(_as_arrays, number.arguments),)
    if isinstance(made, AbstractSampleMetric):  # whose scores are numbers by name, of samples and a stream of draws
        return np.asarray(list(formula(*given, Draws(0).stream("pinned")).values()), dtype=np.float64)
    with np.errstate(all="ignore"):
        return np.asarray(formula(*given, np), dtype=np.float64)


def _as_arrays(value: Any) -> Any:
    """Lists of numbers as arrays, also inside tuples and mappings; anything else as it is."""
    if isinstance(value, list):
        return np.asarray(value, dtype=np.float64)
    if isinstance(value, tuple):
        return tuple(map(_as_arrays, value))
    if isinstance(value, Mapping):
        return {name: _as_arrays(array) for name, array in value.items()}
    return value


def _rounding(expected: Any) -> float:
    return (
        factor("value", "float64")
        * float(np.finfo(np.float64).eps)
        * max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    )


def _told(number: Pinned) -> str:
    return f"{number.method}({', '.join(map(repr, number.arguments))}) = {number.value!r} ({number.source})"
