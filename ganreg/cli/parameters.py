"""The parameters of a component, in words."""

from typing import Any

import attrs

from ganreg.component import Component
from ganreg.params import FLAG, Schedulable, doc_of
from ganreg.registry import registry


@attrs.frozen(kw_only=True)
class Parameter:
    """A parameter of a component: its default as text, empty if it is required, its documentation, what it may be."""

    name: str
    default: str
    doc: str
    expected: str = ""


def parameters_of(component: type[Component]) -> tuple[Parameter, ...]:
    """What can be given when the component is made, in order."""
    fields = [field for field in attrs.fields(component) if field.init]  # type: ignore[arg-type]
    return tuple(
        Parameter(
            name=field.alias or field.name,
            default=_default(field.default),
            doc=doc_of(field),
            expected=_expected(field),
        )
        for field in fields
    )


def _expected(field: Any) -> str:
    """What the parameter may be, in words, where its validator says so."""
    validator = getattr(field.validator, "validator", field.validator) or None
    if isinstance(field.validator, Schedulable):
        validator = field.validator
    return "true or false" if validator is FLAG else str(getattr(validator, "describe", str)())


def _default(value: Any) -> str:
    """A default as `--set` would be given it."""
    if value is attrs.NOTHING:
        return ""
    if isinstance(value, Component):
        return str(registry().describe(value)["name"])
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)
