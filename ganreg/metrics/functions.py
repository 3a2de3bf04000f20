"""Functions that are given as such, or by the place where they are."""

from importlib import import_module
from typing import Any

from ganreg.announcement import is_reference
from ganreg.errors import ParameterError


def as_function(value: Any) -> Any:
    """A callable as it is; one that `"module:attribute"` names, imported; None as it is.

    Raises:
        ParameterError: it is no callable, or there is none at that place.
    """
    if value is None or callable(value):
        return value
    if not is_reference(value):
        raise ParameterError(f"{value!r} is no function. Expected a callable, or 'module:function'.")
    module, _, path = value.partition(":")
    try:
        found: Any = import_module(module)
        for name in path.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError) as error:
        raise ParameterError(f"There is no function {value!r}: {error}.") from error
    if not callable(found):
        raise ParameterError(f"{value!r} is {found!r}, expected a function.")
    return found
