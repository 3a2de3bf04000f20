"""Arrays given to a network to start from."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import NetworkError, ParameterError
from ganreg.networks.layers.abstract import ParameterSpec


def as_weights(value: Any) -> dict[str, Float64]:
    """A float64 copy of each array, so that what becomes of the given ones does not matter.

    Raises:
        ParameterError: there is something else than arrays of finite numbers by name.
    """
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ParameterError(f"weights={type(value).__name__}, expected arrays by name: {{'0.weight': array, …}}.")
    return {name: _copied(name, array) for name, array in value.items()}


def _copied(name: str, array: Any) -> Float64:
    try:
        numbers = np.asarray(array)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ParameterError(f"weights[{name!r}] becomes no NumPy array: {error}. Convert it first.") from error
    if numbers.dtype.kind not in "fiub" or not np.isfinite(numbers).all():
        raise ParameterError(f"weights[{name!r}], an array of {numbers.dtype}, does not consist of finite numbers.")
    return np.array(numbers, dtype=np.float64)


def check_weights(weights: Mapping[str, Any], specs: Mapping[str, ParameterSpec], player: str) -> None:
    """Hold given arrays against those that a network has.

    Raises:
        NetworkError: a name is missing or left over, or a shape is another.
    """
    missing = [name for name in specs if name not in weights]
    left_over = [name for name in weights if name not in specs]
    if missing or left_over:
        raise NetworkError(
            f"The given weights are not those of the {player}: missing {_listed(missing)}; left over "
            f"{_listed(left_over)}. Expected {_listed(list(specs))}."
        )
    for name, spec in specs.items():
        if np.shape(weights[name]) != spec.shape:
            raise NetworkError(
                f"The given weights do not fit the {player}: {name} has shape {np.shape(weights[name])}, "
                f"expected {spec.shape}."
            )


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"
