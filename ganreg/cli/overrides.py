"""`--set key=value`: any setting, or with dots any parameter of a component, such as `constraint.weight=5`."""

import tomllib
from copy import deepcopy
from datetime import date, time
from typing import Any

from ganreg.cli.defaults import default_of
from ganreg.cli.parts import place_in, reaches, with_part
from ganreg.cli.settings import KNOWN, RATED, Settings, merged
from ganreg.data.files import SUFFIXES
from ganreg.errors import ParameterError, did_you_mean
from ganreg.recipe import constraint_parts

KINDS = {
    "loss": "loss",
    "constraint": "constraint",
    "optimizer": "optimizer",
    "critic_optimizer": "optimizer",
    "generator_optimizer": "optimizer",
    "average": "average",
    "game": "game",
    **dict.fromkeys(("n_critic", "lr", "critic_lr", "generator_lr"), "schedule"),
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
    if name in RATED:
        return merged(settings, changed)
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
    part = default_of(name, settings) if part is None else part
    if name == "constraint":
        return _with_constraints(part if isinstance(part, list) else [part], path, value)
    if KINDS[name] == "schedule" and path == ["name"]:
        return {"name": value}
    if part == {} and KINDS[name] == "schedule":
        raise ParameterError(
            f"--set {name}.{'.'.join(path)}: of which schedule? Say {name}.name=linear, or another, first."
        )
    return with_part(KINDS[name], _opened(name, part), path, value, name)


def _with_constraints(items: list[Any], path: list[str], value: Any) -> Any:
    """Constraints, with a parameter of one of them replaced: of all that a name with plus signs joins, if it is alone.

    Places are counted as in a recipe, where no name joins several.
    """
    items = items or ["none"]
    parts = [deepcopy(_opened("constraint", part)) for item in items for part in constraint_parts(item)]
    whole, (key, *rest) = _opened("constraint", items[0]), path
    if key.isdecimal() or len(items) > 1:
        place = place_in(parts, key, "constraint")
        so_far = f"constraint.{place}"
        parts[place] = with_part("constraint", parts[place], rest, value, so_far) if rest else value
        return parts
    if reaches(whole, path):
        return [with_part("constraint", whole, path, value, "constraint")]
    return [with_part("constraint", part, path, value, "constraint") for part in parts]


def _opened(name: str, part: Any) -> Any:
    """A component's short form, a name or a number, as a mapping."""
    if name == "n_critic" and isinstance(part, int):
        return {"name": "constant", "value": part}
    if name == "data" and isinstance(part, str) and part.lower().endswith(SUFFIXES):
        return {"path": part}
    return {"name": part} if isinstance(part, str) else part


def _number(text: str) -> Any:
    """Numbers that Python writes and TOML does not: `.5`, `1.`."""
    try:
        return float(text)
    except ValueError:
        return text
