"""`--set key=value`: any setting, or with dots any parameter of a component, such as `constraint.weight=5`."""

import tomllib
from copy import deepcopy
from datetime import date, time
from typing import Any

from ganreg.cli.defaults import default_of
from ganreg.cli.settings import KNOWN, Settings, merged
from ganreg.data.files import SUFFIXES
from ganreg.errors import ParameterError, did_you_mean
from ganreg.registry import registry

KINDS = {
    "loss": "loss",
    "constraint": "constraint",
    "optimizer": "optimizer",
    "critic_optimizer": "optimizer",
    "generator_optimizer": "optimizer",
    "average": "average",
    "game": "game",
    "n_critic": "schedule",
    "critic": "network",
    "generator": "network",
    "backend": "backend",
    "data": "data",
}
"""The settings that are components, and their kinds."""


def value_of(text: str) -> Any:
    """A value as TOML has it (`5`, `true`, `[1, 2]`, `"text"`), or else the bare text.

    >>> value_of("2e-4"), value_of("true"), value_of("[1, 2]"), value_of("leaky_relu"), value_of(".5")
    (0.0002, True, [1, 2], 'leaky_relu', 0.5)
    """
    try:
        parsed = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return _number(text)
    whole = set(parsed) == {"value"} and not isinstance(parsed["value"], (date, time))
    return parsed["value"] if whole else text


def override(settings: Settings, assignment: str) -> Settings:
    """The settings with one more, given as `key=value`.

    Raises:
        ParameterError: there is no such key, or what it reaches into has no parts.
        UnknownNameError: a component on the way is not installed.
    """
    key, equals, text = assignment.partition("=")
    name, *path = key.strip().split(".")
    name = name.replace("-", "_")
    if not equals or not name or not all([*path, "."]):
        raise ParameterError(f"--set {assignment!r}: expected key=value, such as constraint.weight=5.")
    if name not in KNOWN:
        raise ParameterError(
            f"--set {assignment}: there is no setting {name!r}.{did_you_mean(name, KNOWN)} Known: {', '.join(KNOWN)}."
        )
    value = value_of(text.strip())
    if not path:
        return merged(settings, {name: value})
    if name not in KINDS:
        raise ParameterError(f"--set {assignment}: {name} is no component, it has no parameter {'.'.join(path)!r}.")
    changed = {target: _with(settings, target, path, value) for target in _targets(settings, name)}
    dependent = ("data_shape", "scaling") if name == "data" else ()
    return {key: old for key, old in settings.items() if key not in dependent} | changed


def _targets(settings: Settings, name: str) -> list[str]:
    """The settings that a key means: `optimizer` is that of both players, where they have their own."""
    if name != "optimizer":
        return [name]
    own = [key for key in settings if key in ("critic_optimizer", "generator_optimizer")]
    return own if len(own) == 2 else ["optimizer", *own]


def _with(settings: Settings, name: str, path: list[str], value: Any) -> Any:
    """A setting as plain data, with one parameter replaced."""
    part = deepcopy(settings.get(name))
    opened = _opened(name, default_of(name, settings) if part is None else part)
    if len(path) > 1 + isinstance(opened, list):
        # The parts of a component have defaults too: only the component itself knows them.
        opened = [_unfolded(name, item) for item in opened] if isinstance(opened, list) else _unfolded(name, opened)
    _put(opened, path, value, name)
    return opened


def _opened(name: str, part: Any) -> Any:
    """A component's short form, a name or a number, as a mapping; constraints as a list of such."""
    if name == "constraint":
        return [_opened("", item) for item in (part if isinstance(part, list) else [part])]
    if name == "n_critic" and isinstance(part, int):
        return {"name": "constant", "value": part}
    if name == "data" and isinstance(part, str) and part.lower().endswith(SUFFIXES):
        return {"path": part}
    return {"name": part} if isinstance(part, str) else part


def _unfolded(name: str, part: Any) -> dict[str, Any]:
    return registry().describe(registry().resolve(KINDS[name], part))


def _put(part: Any, path: list[str], value: Any, so_far: str) -> None:
    """Replace what a path leads to. An unknown last key is left to the component, which knows what was meant."""
    key, *rest = path
    if isinstance(part, list):
        place = _place(part, key, so_far)
        rest = rest if key.isdecimal() else path
        if rest:
            _put(part[place], rest, value, f"{so_far}.{place}")
        else:
            part[place] = value
    elif not isinstance(part, dict):
        raise ParameterError(f"{so_far} is {part!r}, it has no {key!r}.")
    elif not rest:
        part[key] = value
    elif key in part:
        _put(part[key], rest, value, f"{so_far}.{key}")
    else:
        raise ParameterError(
            f"{so_far} has no {key!r}.{did_you_mean(key, part)} It has: {', '.join(part) or 'no parameters'}."
        )


def _place(items: list[Any], key: str, so_far: str) -> int:
    """Which item of a list a key means; it may be left out where there is only one."""
    if not key.isdecimal() and len(items) == 1:
        return 0
    if not key.isdecimal() or int(key) >= len(items):
        raise ParameterError(
            f"{so_far} is a list of {len(items)}, {key!r} is none of its places. "
            f"Say which one, counted from 0: {so_far}.0.…"
        )
    return int(key)


def _number(text: str) -> Any:
    """Numbers that Python writes and TOML does not: `.5`, `1.`."""
    try:
        return float(text)
    except ValueError:
        return text
