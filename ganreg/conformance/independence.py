"""Whether an oracle is independent of the formulas that it is to prove."""

import sys
from collections.abc import Callable
from types import CodeType, FrameType, TracebackType
from typing import Any

import numpy as np

from ganreg.component import Component
from ganreg.conformance.formulas import formulas
from ganreg.conformance.formulas.formula import Formula
from ganreg.conformance.metrics import prepared_cases
from ganreg.conformance.result import PASS, Result
from ganreg.metrics.abstract import AbstractMetric
from ganreg.registry import registry

SHARES = "note: its oracle and its formulas share"
"""How the result of a check begins that passed, and leaves a component self-consistent at best."""

MATHEMATICS = ("ganreg.losses", "ganreg.constraints", "ganreg.optimizers", "ganreg.averages", "ganreg.objectives")
"""Where ganreg's own formulas are; an oracle may be given parameters and draws by the rest of it."""


def check_independence(component: Component) -> Result:
    """The oracle reads the component's parameters alone: it is no component, and runs none of its methods.

    A function that both call beside is remarked: what agrees then is self-consistent, not proven. Watched is what both
    run of the component's package and of ganreg's formulas; what they share of others, such as a special function, is
    no part of it.
    """
    oracle = registry().oracle(component)
    if oracle is None:
        return Result("not-run", "no oracle is announced")
    if isinstance(oracle, type) and issubclass(oracle, Component):
        return Result("fail", f"its oracle {oracle.__name__} is a component: a formula cannot prove itself")
    by_oracle, by_component = _Calls(), _Calls()
    try:
        if isinstance(component, AbstractMetric):
            _watch_metric(component, oracle, by_oracle, by_component)
        for formula in formulas(component, lambda given: _Watched(by_oracle.of(oracle)(given), by_oracle)):
            _evaluate_oracle(formula)
            by_component.of(_evaluate)(formula)
    except Exception:  # noqa: BLE001 - the comparison with the oracle says what it raises
        pass
    for codes, told in ((_methods(type(component)), _refused), (set(by_component.codes), _shared)):
        names = (by_oracle.codes[code] for code in codes & set(by_oracle.codes))
        borrowed = sorted(name for name in names if _is_borrowed(name, component))
        if borrowed:
            return told(borrowed[0])
    return PASS


def _watch_metric(component: AbstractMetric, oracle: Any, by_oracle: "_Calls", by_component: "_Calls") -> None:
    """What a metric runs to measure, and what its oracle runs."""
    for metric, case in prepared_cases(component):
        by_oracle.of(lambda metric=metric, case=case: case.scores(oracle(metric)))()
        by_component.of(lambda metric=metric, case=case: case.scores(metric))()


def _refused(name: str) -> Result:
    return Result("fail", f"its oracle uses {name}: it proves nothing, since a mistake would be in both")


def _shared(name: str) -> Result:
    """A function beside both may hold the mathematics, or no more than reshape: nobody can tell."""
    return Result("pass", f"{SHARES} {name}: if that is wrong, both are. Write it twice, or import it from elsewhere.")


def _evaluate(formula: Formula) -> None:
    formula.results()
    if formula.pullback is not None:
        with np.errstate(all="ignore"):
            formula.pullback(formula.arguments, formula.cotangents(), np)


def _evaluate_oracle(formula: Formula) -> None:
    with np.errstate(all="ignore"):
        if formula.oracle_value is not None:
            formula.oracle_value(formula.arguments)
        if formula.pullback is not None and formula.oracle_pullback is not None:
            formula.oracle_pullback(formula.arguments, formula.cotangents())


def _methods(cls: type) -> set[CodeType]:
    """The functions that a component's class, and those that it comes from, define."""
    functions = (value for base in cls.__mro__ for value in vars(base).values())
    return {value.__code__ for value in functions if hasattr(value, "__code__") and not _is_special(value.__name__)}


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_borrowed(function: str, component: Component) -> bool:
    """Whether a function, `module.name`, is the component's mathematics."""
    own = type(component).__module__.partition(".")[0]
    if _is_special(function.rpartition(".")[2]):
        return False
    return function.startswith(MATHEMATICS) or (own != "ganreg" and function.partition(".")[0] == own)


class _Calls:
    """While a function runs, the Python functions that it calls: their code, and their names."""

    def __init__(self) -> None:
        self.codes: dict[CodeType, str] = {}

    def of(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, watched."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return watched

    def __enter__(self) -> None:
        self._before = sys.getprofile()
        sys.setprofile(self._seen)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        sys.setprofile(self._before)

    def _seen(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            code = frame.f_code
            self.codes[code] = f"{frame.f_globals.get('__name__', '')}.{code.co_qualname}"


class _Watched:
    """An oracle, watched whenever one of its methods is called."""

    def __init__(self, oracle: Any, calls: _Calls) -> None:
        self._oracle, self._calls = oracle, calls

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._oracle, name)
        return self._calls.of(value) if callable(value) else value
