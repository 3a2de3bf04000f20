"""What exact transport needs."""

from importlib import import_module
from typing import Any

from ganreg.errors import MissingDependencyError


def required(module: str) -> Any:
    """A module of POT or SciPy, which comes with POT.

    Raises:
        MissingDependencyError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"Exact distances need POT and SciPy; {module} cannot be imported ({error}). "
            'Install them: pip install "ganreg[ot]"'
        ) from error
