"""A component with other parameters: what is right for the defaults may ignore a flag."""

from typing import Any

from ganreg.component import Component, changed, fields_of
from ganreg.errors import GanregError

MODERATE = (1e-3, 10.0)
"""Numbers between these are tried: far from the limits of a precision."""

OTHERS = 2
"""So many other values of one parameter, at most."""


def variants(component: Component) -> list[Component]:
    """The component with one parameter after another changed to values that its validator knows as accepted.

    Values that the component refuses beside its others are left out.
    """
    found: list[Component] = []
    for field in fields_of(component):
        for value in _values(field, getattr(component, field.name)):
            try:
                found.append(changed(component, **{field.alias or field.name: value}))
            except GanregError:
                continue
    return found


def _values(field: Any, present: Any) -> list[Any]:
    if not hasattr(field.validator, "examples") or field.metadata.get("numerical"):
        return []
    accepted, _ = field.validator.examples()
    moderate = [value for value in accepted if _is_moderate(value) and value != present]
    return list({(type(value), repr(value)): value for value in moderate}.values())[-OTHERS:]


def _is_moderate(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return not isinstance(value, tuple) or all(map(_is_moderate, value))
    return MODERATE[0] <= abs(value) <= MODERATE[1]
