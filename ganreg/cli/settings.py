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
    "backend": ("device",),
}
"""What loses its meaning when a setting of another place is replaced."""


def given(options: Mapping[str, Any]) -> Settings:
    """The settings among a command's options that were given."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    return {name: value for name, value in plain.items() if name in KNOWN and value is not None and value != []}


def merged(settings: Settings, newer: Settings) -> Settings:
    """Both; the newer ones win, and older ones that depended on what they replace are dropped."""
    dropped = {name for key in newer for name in REPLACES.get(key, ())}
    return {name: value for name, value in settings.items() if name not in dropped} | newer


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
