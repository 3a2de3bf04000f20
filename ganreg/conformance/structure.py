"""The check of what a formula returns: arrays of the arguments' namespace, precision, device and shape."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.component import Component
from ganreg.conformance.formulas import formulas
from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.on_examples import on_examples
from ganreg.conformance.portability import forgiven
from ganreg.conformance.result import PASS, Result
from ganreg.registry import registry
from ganreg.support import support_of


def check_structure(component: Component) -> Result:
    """Results are arrays of the arguments' namespace, precision, device and shape, and arguments stay as they were."""
    found = formulas(component)
    if not found:
        return Result("not-run", "it has no formulas over arrays")
    entry = registry().entry_of(component)
    strict = entry is None or support_of(entry, "strict").level == "full"
    return on_examples(found, lambda formula: next(_failures(formula, strict), PASS))


def _failures(formula: Formula, strict: bool) -> Iterator[Result]:
    return (result for result in _in_namespaces(formula, strict) if result.status == "fail")


def _in_namespaces(formula: Formula, strict: bool) -> Iterator[Result]:
    yield _structure(formula, "numpy float32", np, lambda array: np.asarray(array, dtype=np.float32))
    if not strict:
        return
    try:
        import array_api_strict as xp
    except ImportError:
        return
    device = xp.Device("device1")
    try:
        yield _structure(
            formula, "array-api-strict", xp, lambda array: xp.asarray(array, dtype=xp.float32, device=device)
        )
    except AttributeError as error:
        if not forgiven(error):
            raise


def _structure(formula: Formula, where: str, xp: Any, placed: Callable[[NDArray[Any]], Any]) -> Result:
    arguments = {name: placed(array) for name, array in formula.arguments.items()}
    with np.errstate(all="ignore"):
        results, again = (dict(formula.value(arguments, xp)) for _ in range(2))
        shapes = {name: array.shape for name, array in formula.results().items()} | dict(formula.shapes)
        if formula.pullback is not None:
            cotangents = {name: placed(array) for name, array in formula.cotangents().items()}
            pulled = formula.pullback(arguments, cotangents, xp)
            results |= {f"derivative in {name}": pulled[name] for name in arguments}
            shapes |= {f"derivative in {name}": array.shape for name, array in formula.arguments.items()}
    like = next(iter(arguments.values()))
    for name, result in results.items():
        if reason := _misfit(result, like, shapes[name]):
            return Result("fail", f"{formula.describe()}, over {where}: the {name} is {reason}")
    reason = _changed(formula, arguments, results, again, xp)
    return Result("fail", f"{formula.describe()}, over {where}: {reason}") if reason else PASS


def _changed(formula: Formula, arguments: Named, results: Named, again: Named, xp: Any) -> str:
    """What is not as it was: an argument, the same result asked for again, or what should be left alone."""
    for name, array in formula.arguments.items():
        if not np.array_equal(_host(arguments[name], xp), array.astype(np.float32)):
            return f"it changes {name} in place"
    for name, result in again.items():
        if not np.array_equal(_host(result, xp), _host(results[name], xp), equal_nan=True):
            return f"the {name} differs between two evaluations"
    for name in formula.untouched:
        if not np.array_equal(_host(results[name], xp), _host(arguments[name], xp)):
            return f"it changes {name}, which its parameters leave alone"
    return formula.damage()


def _misfit(result: Any, like: Any, shape: tuple[int, ...]) -> str:
    """What is wrong with a result beside the arguments, or nothing."""
    if not (isinstance(result, type(like)) or (isinstance(like, np.ndarray) and isinstance(result, np.generic))):
        return f"a {type(result).__module__}.{type(result).__name__}, expected an array of the arguments' namespace"
    if result.dtype != like.dtype:
        return f"{result.dtype}, expected {like.dtype}"
    if reason := _misshapen(tuple(result.shape), shape, like.shape[0] if like.ndim else 1):
        return reason
    if getattr(result, "device", None) != getattr(like, "device", None):
        return f"on {result.device}, expected {like.device}"
    return ""


def _misshapen(found: tuple[int, ...], shape: tuple[int, ...], rows: int) -> str:
    if shape[:1] != (-1,):
        return "" if found == shape else f"of shape {found}, expected {shape}"
    if len(found) == len(shape) and found[1:] == shape[1:] and found[0] and found[0] % rows == 0:
        return ""
    return f"of shape {found}, expected {('n', *shape[1:])} with n a multiple of {rows}"


def _host(array: Any, xp: Any) -> NDArray[Any]:
    if xp is np:
        return np.asarray(array)
    return np.asarray(xp.asarray(array, device=xp.Device("CPU_DEVICE")))
