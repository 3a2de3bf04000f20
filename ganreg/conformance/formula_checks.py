"""The checks of a component's formulas by themselves, without a backend."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.component import Component
from ganreg.conformance.comparisons import judge
from ganreg.conformance.derivatives import slopes
from ganreg.conformance.formulas import formulas
from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.result import PASS, Result
from ganreg.conformance.tolerance import Comparison
from ganreg.errors import GanregError
from ganreg.registry import registry
from ganreg.support import support_of

NO_ORACLE = "no oracle is announced: what agrees with itself alone is self-consistent, not proven"


def check_oracle(component: Component) -> Result:
    """Every formula and its derivative against the oracle's, in float64, on every example."""
    found = [formula for formula in formulas(component) if formula.oracle_value is not None]
    if not found:
        announced = registry().oracle(component) is not None
        return Result("not-run", "its formulas do not run on NumPy" if announced else NO_ORACLE)
    return _each(found, lambda formula: judge(list(_against_oracle(formula))))


def _against_oracle(formula: Formula) -> Iterator[Comparison]:
    assert formula.oracle_value is not None
    largest, results = _largest(formula.arguments), formula.results()
    with np.errstate(all="ignore"):
        expected = formula.oracle_value(formula.arguments)
    yield from _pairs(formula.describe(), formula.kind, results, expected, largest)
    if formula.pullback is not None and formula.oracle_pullback is not None:
        cotangents = formula.cotangents()
        with np.errstate(all="ignore"):
            got = formula.pullback(formula.arguments, cotangents, np)
            by_oracle = formula.oracle_pullback(formula.arguments, cotangents)
        yield from _pairs(f"the derivative of {formula.describe()}", formula.kind, got, by_oracle, 0.0)


def _largest(arrays: Named) -> float:
    return max(float(np.max(np.abs(np.asarray(array)), initial=0.0)) for array in arrays.values())


def _pairs(what: str, kind: str, got: Named, expected: Named, scale: float) -> Iterator[Comparison]:
    """All results on one scale: they are parts of one."""
    scale = max(scale, _largest(expected))
    for name, array in expected.items():
        one = np.asarray(got[name], dtype=np.float64)
        yield Comparison(f"{what}, {name}", kind, one, np.asarray(array, dtype=np.float64), scale)


def check_derivatives(component: Component) -> Result:
    """Each derivative written by hand against its value: central differences, and complex step where it is exact."""
    found = [formula for formula in formulas(component) if formula.pullback is not None]
    if not found:
        return Result("not-run", "it has no derivative written by hand")
    if not all(formula.is_exact for formula in found):
        return Result("not-run", "by its own word its pullback holds an iteration's result constant")
    return _each(found, _by_differences)


def _by_differences(formula: Formula) -> Result:
    found = [slope for slope in slopes(formula) if slope.smooth]
    if not found:
        return Result("set-aside", "it has a kink there")
    analytic = all(slope.is_analytic for slope in found)
    errors = [error for slope in found if (error := slope.error(analytic))]
    return Result("fail", f"{formula.describe()}: {errors[0]}") if errors else PASS


def check_structure(component: Component) -> Result:
    """Results are arrays of the arguments' namespace, precision, device and shape, and arguments stay as they were."""
    found = formulas(component)
    if not found:
        return Result("not-run", "it has no formulas over arrays")
    entry = registry().entry_of(component)
    strict = entry is None or support_of(entry, "strict").level == "full"
    return _each(found, lambda formula: next(filter(_failed, _in_namespaces(formula, strict)), PASS))


def _in_namespaces(formula: Formula, strict: bool) -> Iterator[Result]:
    yield _structure(formula, "numpy float32", np, lambda array: np.asarray(array, dtype=np.float32))
    if not strict:
        return
    try:
        import array_api_strict as xp
    except ImportError:
        return
    device = xp.Device("device1")
    yield _structure(formula, "array-api-strict", xp, lambda array: xp.asarray(array, dtype=xp.float32, device=device))


def _structure(formula: Formula, where: str, xp: Any, placed: Callable[[NDArray[Any]], Any]) -> Result:
    arguments = {name: placed(array) for name, array in formula.arguments.items()}
    with np.errstate(all="ignore"):
        results = dict(formula.value(arguments, xp))
        shapes = {name: array.shape for name, array in formula.results().items()}
        if formula.pullback is not None:
            cotangents = {name: placed(array) for name, array in formula.cotangents().items()}
            pulled = formula.pullback(arguments, cotangents, xp)
            results |= {f"derivative in {name}": pulled[name] for name in arguments}
            shapes |= {f"derivative in {name}": array.shape for name, array in formula.arguments.items()}
    like = next(iter(arguments.values()))
    for name, result in results.items():
        if reason := _misfit(result, like, shapes[name]):
            return Result("fail", f"{formula.describe()}, over {where}: the {name} is {reason}")
    for name, array in formula.arguments.items():
        if not np.array_equal(_host(arguments[name], xp), array.astype(np.float32)):
            return Result("fail", f"{formula.describe()}, over {where}: it changes {name} in place")
    return PASS


def _misfit(result: Any, like: Any, shape: tuple[int, ...]) -> str:
    """What is wrong with a result beside the arguments, or nothing."""
    if not (isinstance(result, type(like)) or (isinstance(like, np.ndarray) and isinstance(result, np.generic))):
        return f"a {type(result).__module__}.{type(result).__name__}, expected an array of the arguments' namespace"
    if result.dtype != like.dtype:
        return f"{result.dtype}, expected {like.dtype}"
    if tuple(result.shape) != shape:
        return f"of shape {tuple(result.shape)}, expected {shape}"
    if getattr(result, "device", None) != getattr(like, "device", None):
        return f"on {result.device}, expected {like.device}"
    return ""


def _host(array: Any, xp: Any) -> NDArray[Any]:
    if xp is np:
        return np.asarray(array)
    return np.asarray(xp.asarray(array, device=xp.Device("CPU_DEVICE")))


def check_invariance(component: Component) -> Result:
    """The order of samples does not matter; nor does giving each twice, where a formula is a mean over samples.

    A projection that is applied twice is applied once.
    """
    found = [formula for formula in formulas(component) if formula.over_samples or formula.name == "project"]
    if not found:
        return Result("not-run", "its formulas are not of samples")
    return _each(found, lambda formula: judge(list(_invariant(formula))))


def _invariant(formula: Formula) -> Iterator[Comparison]:
    results = formula.results()
    if formula.name == "project":
        yield from _pairs("a projection made twice", "value", formula.results(results), results, 0.0)
        return
    reordered = {name: array[::-1] for name, array in formula.arguments.items()}
    scale = _largest(formula.arguments)
    yield from _pairs(
        f"{formula.describe()}, in reverse order", formula.kind, formula.results(reordered), results, scale
    )
    if formula.mean:
        twice = {name: np.concatenate([array, array]) for name, array in formula.arguments.items()}
        yield from _pairs(f"{formula.describe()}, each twice", formula.kind, formula.results(twice), results, scale)


def _each(found: list[Formula], check: Callable[[Formula], Result]) -> Result:
    """The first failure, or how many examples passed; those are set aside that the component itself refuses."""
    passed, aside = 0, {}
    for formula in found:
        try:
            result = check(formula)
        except GanregError as refusal:
            result = Result("set-aside", f"it refuses: {refusal}")
        if _failed(result):
            return result
        if result.status == "set-aside":
            aside[formula.describe()] = result.reason
        else:
            passed += 1
    if not passed:
        return Result("not-run", f"every example was set aside: {next(iter(aside.values()))}", aside=len(aside))
    return Result("pass", passed=passed, aside=len(aside))


def _failed(result: Result) -> bool:
    return result.status == "fail"
