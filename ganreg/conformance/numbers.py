"""Published numbers against a component's formulas."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ganreg.component import Component, changed
from ganreg.conformance.result import Result
from ganreg.conformance.tolerance import factor
from ganreg.pinned import Pinned

SHARP = 1e-3
"""A number that may be off by more than this part of itself is checked, but proves nothing: a factor could hide."""

ENOUGH = 2


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
    return Result("pass", passed=len(numbers))


def proving(numbers: tuple[Pinned, ...]) -> list[Pinned]:
    """The numbers that tell a formula from others: not all 0, with enough digits, and no two for one question."""
    questions = {}
    for number in numbers:
        largest = float(np.max(np.abs(np.asarray(number.value, dtype=np.float64)), initial=0.0))
        if largest > 0 and number.within <= SHARP * largest:
            questions[repr((number.method, number.arguments, sorted(number.parameters.items())))] = number
    return list(questions.values())


def _computed(component: Component, number: Pinned) -> Any:
    made = changed(component, **number.parameters) if number.parameters else component
    formula = getattr(made, number.method)
    with np.errstate(all="ignore"):
        return np.asarray(formula(*map(_as_arrays, number.arguments), np), dtype=np.float64)


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
