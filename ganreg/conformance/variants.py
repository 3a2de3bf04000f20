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
    known = [field for field in fields_of(component) if examples_of(field.validator) is not None]
    return [one for field in known for one in _with_others(component, field)]


def guesses(component: Component) -> list[Component]:
    """The component with other values of those parameters whose validators know no examples: of the same type.

    Whatever it says of such a value, it cannot be blamed for.
    """
    unknown = [field for field in fields_of(component) if examples_of(field.validator) is None]
    return [one for field in unknown for one in _with_others(component, field)]


def unvaried(component: Component) -> list[str]:
    """The names of its plain parameters of which no other value was tried: nothing is said of other values.

    Components among the parameters, and what is put in from a state, do not count.
    """
    plain = [field for field in fields_of(component) if field.metadata.get("described", True)]
    values = {field.name: getattr(component, field.name) for field in plain}
    return [
        field.name
        for field in plain
        if not isinstance(values[field.name], Component) and not _with_others(component, field)
    ]


def examples_of(validator: Any) -> tuple[list[Any], list[Any]] | None:
    """Values that a validator accepts and refuses, also inside of attrs' `optional` and `in_`; None if unknown."""
    if hasattr(validator, "examples"):
        accepted, refused = validator.examples()
        return list(accepted), list(refused)
    if hasattr(validator, "validator"):
        found = examples_of(validator.validator)
        return None if found is None else ([*found[0], None], [value for value in found[1] if value is not None])
    options = getattr(validator, "options", None)
    return None if options is None else (list(options), [])


def _with_others(component: Component, field: Any) -> list[Component]:
    found: list[Component] = []
    for value in _values(field, getattr(component, field.name)):
        try:
            found.append(changed(component, **{field.alias or field.name: value}))
        except GanregError:
            continue
        except Exception:  # whatever a constructor raises of a value that was guessed
            if examples_of(field.validator) is not None:
                raise
    return found


def _values(field: Any, present: Any) -> list[Any]:
    if field.metadata.get("numerical") and not isinstance(present, bool):
        return []
    known = examples_of(field.validator)
    if known is None:
        return _guessed(present)
    moderate = [value for value in known[0] if _is_moderate(value) and value != present]
    return list({(type(value), repr(value)): value for value in moderate}.values())[-OTHERS:]


def _guessed(present: Any) -> list[Any]:
    """Other values of the same type."""
    if isinstance(present, bool):
        return [not present]
    if isinstance(present, int):
        return [present + 1]
    if isinstance(present, float):
        return [value for value in (0.5, 2.0) if value != present]
    return []


def _is_moderate(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return not isinstance(value, tuple) or all(map(_is_moderate, value))
    return MODERATE[0] <= abs(value) <= MODERATE[1]
