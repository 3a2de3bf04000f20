"""Whether an oracle is independent of the formulas that it is to prove."""

from collections.abc import Callable
from typing import Any

from ganreg.component import Component, fields_of
from ganreg.conformance.formulas import formulas
from ganreg.conformance.result import PASS, Result
from ganreg.registry import registry


class _Borrowed(Exception):  # noqa: N818 - an outcome, not an error
    """The oracle asked for a formula of the component."""


def check_independence(component: Component) -> Result:
    """The oracle reads the component's parameters alone: it neither is the component nor calls its formulas."""
    oracle = registry().oracle(component)
    if oracle is None:
        return Result("not-run", "no oracle is announced")
    if oracle is type(component) or (isinstance(oracle, type) and issubclass(oracle, Component)):
        return Result("fail", f"its oracle {oracle.__name__} is a component: a formula cannot prove itself")
    try:
        for formula in formulas(component, lambda given: oracle(_Parameters(given))):
            if formula.oracle_value is not None:
                formula.oracle_value(formula.arguments)
    except _Borrowed as borrowed:
        return Result("fail", f"its oracle uses {borrowed}: it proves nothing, since a mistake would be in both")
    except Exception:  # noqa: BLE001 - the comparison with the oracle says what it raises
        return PASS
    return PASS


class _Parameters:
    """A component's parameters and plain attributes, without its methods."""

    def __init__(self, component: Component) -> None:
        self.__dict__["_component"] = component

    def __getattr__(self, name: str) -> Any:
        component = self.__dict__["_component"]
        names = {field.name for field in fields_of(component)}
        value = getattr(component, name)
        if isinstance(value, Callable) and name not in names:  # type: ignore[arg-type]
            raise _Borrowed(f"{type(component).__name__}.{name}")
        return value
