"""The settings of a run: the arguments of `ganreg.build` with the data and the iterations, from several places."""

import inspect
from collections.abc import Mapping
from typing import Any

from ganreg.compose import build

Settings = dict[str, Any]

KNOWN = (
    *(name for name, p in inspect.signature(build).parameters.items() if p.kind is p.KEYWORD_ONLY),
    "data",
    "iterations",
)
"""The names of all settings."""

REPLACES = {
    "recipe": (
        *("loss", "constraint", "optimizer", "critic_optimizer", "generator_optimizer"),
        *("game", "n_critic", "batch_size", "init"),
    ),
    "data": ("data_shape", "scaling"),
    "optimizer": ("critic_optimizer", "generator_optimizer"),
    "lr": ("critic_lr", "generator_lr"),
    "backend": ("device",),
}
"""What loses its meaning when a setting of another place is replaced."""

RATED = {
    "lr": ("optimizer", "critic_optimizer", "generator_optimizer"),
    "critic_lr": ("critic_optimizer",),
    "generator_lr": ("generator_optimizer",),
}
"""The optimizers whose own learning rate loses its meaning when one is given beside them."""


def given(options: Mapping[str, Any]) -> Settings:
    """The settings among a command's options that were given."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    return {name: value for name, value in plain.items() if name in KNOWN and value is not None and value != []}


def merged(settings: Settings, newer: Settings) -> Settings:
    """Both; the newer ones win, and older ones that depended on what they replace are dropped."""
    dropped = {name for key in newer for name in REPLACES.get(key, ())}
    rated = {name for key in newer for name in RATED.get(key, ())}
    return {
        name: _without_rate(value) if name in rated else value
        for name, value in settings.items()
        if name not in dropped
    } | newer


def _without_rate(optimizer: Any) -> Any:
    return (
        {key: value for key, value in optimizer.items() if key != "lr"} if isinstance(optimizer, Mapping) else optimizer
    )


def with_plain_backend(settings: Settings) -> Settings:
    """A backend given as a mapping, together with the device and the precision that belong to it."""
    backend = settings.get("backend")
    apart = {name: settings[name] for name in ("device", "dtype") if name in settings}
    if not isinstance(backend, Mapping):
        return settings
    whole = {**backend, **apart}
    if set(whole) <= {"name", "device", "dtype"}:
        name = whole.pop("name")
        return settings | {"backend": name} | whole
    rest = {name: value for name, value in settings.items() if name not in apart}
    return rest | {"backend": whole}
