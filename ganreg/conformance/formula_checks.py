"""The checks of a component's formulas against its oracle and its derivatives, without a backend."""

from collections.abc import Iterator

import numpy as np

from ganreg.component import Component
from ganreg.conformance.comparisons import judge
from ganreg.conformance.derivatives import Slope, slopes
from ganreg.conformance.formulas import formulas
from ganreg.conformance.formulas.formula import Formula
from ganreg.conformance.on_examples import compared, largest_of, on_examples
from ganreg.conformance.result import PASS, Result
from ganreg.conformance.tolerance import Comparison
from ganreg.registry import registry

NO_ORACLE = "no oracle is announced: what agrees with itself alone is self-consistent, not proven"


def check_oracle(component: Component) -> Result:
    """Every formula and its derivative against the oracle's, in float64, on every example."""
    oracle = registry().oracle(component)
    found = [] if oracle is None else formulas(component, oracle)
    if not found:
        return Result("not-run", NO_ORACLE if oracle is None else "its formulas do not run on NumPy")
    telling = []

    def check(formula: Formula) -> Result:
        comparisons = list(_against_oracle(formula))
        telling.append(any(bool(np.any(one.reference)) for one in comparisons))
        return judge(comparisons)

    result = on_examples(found, check)
    if result.status == "pass" and not any(telling):
        return Result("not-run", "by its oracle every formula is 0 on every example: nothing is told apart")
    return result


def _against_oracle(formula: Formula) -> Iterator[Comparison]:
    assert formula.oracle_value is not None
    largest, results = largest_of(formula.arguments), formula.results()
    with np.errstate(all="ignore"):
        expected = formula.oracle_value(formula.arguments)
    yield from compared(formula.describe(), formula.kind, results, expected, largest)
    if formula.pullback is not None and formula.oracle_pullback is not None:
        cotangents = formula.cotangents()
        with np.errstate(all="ignore"):
            got = formula.pullback(formula.arguments, cotangents, np)
            by_oracle = formula.oracle_pullback(formula.arguments, cotangents)
        yield from compared(f"the derivative of {formula.describe()}", formula.kind, got, by_oracle, 0.0)


def check_derivatives(component: Component) -> Result:
    """Each derivative written by hand against its value: central differences, and complex step where it is exact."""
    found = [formula for formula in formulas(component) if formula.pullback is not None]
    if not found:
        return Result("not-run", "it has no derivative written by hand")
    if not all(formula.is_exact for formula in found):
        return Result("not-run", "by its own word its pullback holds an iteration's result constant")
    smooth: dict[int, list[Slope]] = {}

    def differences(formula: Formula) -> Result:
        smooth[id(formula)] = [slope for slope in slopes(formula) if slope.smooth]
        return _judged(formula, smooth[id(formula)], analytic=False)

    result = on_examples(found, differences)
    # Where a part of |z| is nearly flat a complex step only seems to be right: it is so everywhere, or counts nowhere.
    if result.status != "pass" or not all(slope.is_analytic for one in smooth.values() for slope in one):
        return result
    return on_examples(found, lambda formula: _judged(formula, smooth.get(id(formula), []), analytic=True))


def _judged(formula: Formula, smooth: list[Slope], analytic: bool) -> Result:
    if not smooth:
        return Result("set-aside", "it has a kink there")
    errors = [error for slope in smooth if (error := slope.error(analytic))]
    return Result("fail", f"{formula.describe()}: {errors[0]}") if errors else PASS
