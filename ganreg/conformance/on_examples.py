"""A check of formulas on all their examples, and how results of one formula are compared."""

from collections.abc import Callable, Iterator

import numpy as np

from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.result import Result
from ganreg.conformance.tolerance import Comparison
from ganreg.errors import GanregError


def on_examples(found: list[Formula], check: Callable[[Formula], Result]) -> Result:
    """The first failure, or how many examples passed; those are set aside that the component itself refuses.

    One that refuses more examples than it passes is no component that a few examples do not suit.
    """
    passed, refused = 0, 0
    aside: dict[str, str] = {}
    for formula in found:
        try:
            result = check(formula)
        except GanregError as refusal:
            result, refused = Result("set-aside", f"it refuses: {refusal}"), refused + 1
        if result.status == "fail":
            return result
        if result.status == "set-aside":
            aside[formula.describe()] = result.reason
        else:
            passed += 1
    first = next(iter(aside.values()), "")
    if not passed:
        return Result("not-run", f"every example was set aside: {first}", aside=len(aside))
    if refused > passed:
        return Result("fail", f"it takes {passed} of {len(found)} examples; {first}", aside=len(aside))
    return Result("pass", passed=passed, aside=len(aside))


def largest_of(arrays: Named) -> float:
    """The largest number of several arrays, by size."""
    return max(float(np.max(np.abs(np.asarray(array)), initial=0.0)) for array in arrays.values())


def compared(what: str, kind: str, got: Named, expected: Named, scale: float) -> Iterator[Comparison]:
    """All results on one scale: they are parts of one."""
    scale = max(scale, largest_of(expected))
    for name, array in expected.items():
        one = np.asarray(got[name], dtype=np.float64)
        yield Comparison(f"{what}, {name}", kind, one, np.asarray(array, dtype=np.float64), scale)
