"""What a user says of an optimizer, beside a default."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.errors import ParameterError
from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.registry import registry


def chosen(value: Any, default: AbstractOptimizer) -> Any:
    """The optimizer that was asked for; what is left open of the default's own kind is as in the default."""
    if value is None:
        return default
    plain = {"name": value} if isinstance(value, str) else value
    if not isinstance(plain, Mapping):
        return registry().resolve("optimizer", plain)
    given: dict[str, Any] = {key: parameter for key, parameter in plain.items() if key != "name"}
    if "name" not in plain or _is_kind(plain["name"], default):
        return attrs.evolve(default, **given)
    return registry().create("optimizer", plain["name"], **given)


def rated(value: Any, lr: Any) -> Any:
    """The optimizer that was asked for, with a learning rate that was given beside it.

    Raises:
        ParameterError: it has a learning rate already.
    """
    if lr is None:
        return value
    plain = {"name": value} if isinstance(value, str) else {} if value is None else value
    if isinstance(plain, Mapping) and "lr" not in plain:
        return {**plain, "lr": lr}
    raise ParameterError(
        f"Two learning rates: lr={lr!r}, and that of the optimizer {value!r}. Give one of them; each player's own are "
        "critic_lr=… and generator_lr=…."
    )


def _is_kind(name: str, optimizer: AbstractOptimizer) -> bool:
    return registry().load(registry().find("optimizer", name)) is type(optimizer)
