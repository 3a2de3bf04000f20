"""The check of what must not matter: the order of samples, giving each twice, other samples, a second projection."""

from collections.abc import Iterator

import numpy as np

from ganreg.component import Component
from ganreg.conformance.comparisons import judge
from ganreg.conformance.formulas import formulas
from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.on_examples import compared, largest_of, on_examples
from ganreg.conformance.result import Result
from ganreg.conformance.tolerance import Comparison


def check_invariance(component: Component) -> Result:
    """The order of samples does not matter; nor does giving each twice, where a formula is a mean over samples.

    What is computed sample by sample does not depend on the others. A projection that is applied twice is applied once.
    """
    found = [one for one in formulas(component) if one.over_samples or one.rowwise or one.name == "project"]
    if not found:
        return Result("not-run", "its formulas are not of samples")
    return on_examples(found, lambda formula: judge(list(_invariant(formula))))


def _invariant(formula: Formula) -> Iterator[Comparison]:
    results = formula.results()
    if formula.name == "project":
        yield from compared("a projection made twice", "value", formula.results(results), results, 0.0)
        return
    if formula.rowwise:
        moved = {name: np.concatenate([array[:1], 1 - 2 * array[1:]]) for name, array in formula.arguments.items()}
        got, expected = (_first(found) for found in (formula.results(moved), results))
        yield from compared(f"{formula.describe()}, its first row beside others", formula.kind, got, expected, 0.0)
        yield from _scaled(formula, results) if formula.homogeneous else ()
        return
    reordered = {name: array[::-1] for name, array in formula.arguments.items()}
    scale = largest_of(formula.arguments)
    yield from compared(
        f"{formula.describe()}, in reverse order", formula.kind, formula.results(reordered), results, scale
    )
    if formula.mean:
        twice = {name: np.concatenate([array, array]) for name, array in formula.arguments.items()}
        yield from compared(f"{formula.describe()}, each twice", formula.kind, formula.results(twice), results, scale)


def _first(results: Named) -> Named:
    return {name: array[:1] for name, array in results.items()}


def _scaled(formula: Formula, results: Named) -> Iterator[Comparison]:
    twice = formula.results({name: 2 * array for name, array in formula.arguments.items()})
    expected = {name: 2 * array for name, array in results.items()}
    yield from compared(f"{formula.describe()}, of twice the size", formula.kind, twice, expected, 0.0)
