"""The oracle of a component, where there is one."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def array(values: Any) -> NDArray[np.float64]:
    """Values in float64."""
    return np.asarray(values, dtype=np.float64)


def made(oracle: Callable[[Any], Any] | None, component: Any) -> Any:
    """The oracle of a component, or None."""
    return None if oracle is None else oracle(component)


def given_oracle(oracle: Any, function: Callable[..., Any]) -> Any:
    """The function, if there is an oracle that it can ask."""
    return None if oracle is None else function
