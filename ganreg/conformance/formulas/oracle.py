"""The oracle of a component, where there is one."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


class OracleError(Exception):
    """An oracle that cannot be made. No refusal by ganreg, so that it is a failure and not set aside."""


def array(values: Any) -> NDArray[np.float64]:
    """Values in float64."""
    return np.asarray(values, dtype=np.float64)


def made(oracle: Callable[[Any], Any] | None, component: Any) -> Any:
    """The oracle of a component, or None.

    Raises:
        OracleError: it cannot be made from the component, such as for want of a parameter.
    """
    if oracle is None:
        return None
    try:
        return oracle(component)
    except Exception as error:
        raise OracleError(
            f"its oracle {getattr(oracle, '__name__', oracle)} cannot be made from {component!r}: "
            f"{type(error).__name__}: {error}. It reads the component's parameters: give it those that there are."
        ) from error


def given_oracle(oracle: Any, function: Callable[..., Any]) -> Any:
    """The function, if there is an oracle that it can ask."""
    return None if oracle is None else function
