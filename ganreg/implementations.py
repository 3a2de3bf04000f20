"""What computes a component on one backend, where it has no formulas over an array namespace."""

from typing import Any

from ganreg.component import Component
from ganreg.errors import PluginError, UnsupportedError
from ganreg.registry import registry


def implementation_of(component: Component, backend: str, method: str) -> Any:
    """What was announced to compute a component on the backend of that name, made from the component.

    Args:
        component: as it stands at this update.
        backend: the backend's name.
        method: what it must offer, such as `value`.

    Raises:
        UnsupportedError: nothing was announced for that backend; names those that have something.
        PluginError: what was announced has no such method.
    """
    name = type(component).__name__
    announced = registry().implementation(component, backend)
    if announced is None:
        raise UnsupportedError(
            f"The {backend} backend does not compute {name}: {_others(component)}. Announce a class for it: "
            f"ComponentSpec(…, implementations={{'{backend}': 'package.module:Class'}})."
        )
    made = announced(component)
    if not callable(getattr(made, method, None)):
        raise PluginError(
            f"The {backend} implementation of {name}, {announced!r}, has no method {method!r}. It is made from the "
            f"component, as {getattr(announced, '__name__', 'Class')}({name}(…)), and must offer {method}(…)."
        )
    return made


def _others(component: Component) -> str:
    """Which backends have an implementation, in words."""
    entry = registry().entry_of(component)
    if entry is None:
        return "it is not registered, so nobody has announced an implementation"
    known = ", ".join(entry.spec.implementations)
    return f"it has implementations for {known} alone" if known else "it has no implementations"
