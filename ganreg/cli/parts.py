"""The parts of a component as plain data, and how one of them is replaced."""

from typing import Any

from ganreg.errors import ParameterError, did_you_mean
from ganreg.registry import registry


def with_part(kind: str, part: Any, path: list[str], value: Any, so_far: str) -> Any:
    """A component as plain data, with what a path leads to replaced.

    Args:
        kind: of the component.
        part: the component, a mapping, changed in place where that is possible.
        path: names of parameters, and places in lists; `name` at its end stands for a new part of that name.
        value: what is put there.
        so_far: what led to the component, for errors.

    Raises:
        ParameterError: the path leads nowhere, or the component is not known well enough to follow it.
    """
    if len(path) > 1 and not reaches(part, path):
        # The parts of a component have defaults too: only the component itself knows them.
        part = _unfolded(kind, part, path, so_far)
    _put(part, path, value, so_far)
    return part


def reaches(part: Any, path: list[str]) -> bool:
    """Whether the path can be followed among what is given; one that ends in a name makes its last part itself."""
    for key in path[:-2] if path[-1] == "name" else path[:-1]:
        if isinstance(part, list):
            part = part[int(key)] if key.isdecimal() and int(key) < len(part) else None
        elif isinstance(part, dict):
            part = part.get(key)
    return isinstance(part, (dict, list))


def _unfolded(kind: str, part: Any, path: list[str], so_far: str) -> dict[str, Any]:
    """All parameters of a component. An optimizer's are not its own defaults, but those of a paper."""
    if kind == "optimizer" or not isinstance(part, dict) or "name" not in part:
        raise ParameterError(
            f"{so_far} is given no {path[0]!r} yet that could have a {path[-1]!r}. "
            f"Say first what it is: {so_far}.{path[0]}.name=…."
        )
    return registry().describe(registry().resolve(kind, part))


def _put(part: Any, path: list[str], value: Any, so_far: str) -> None:
    """Replace what a path leads to. An unknown last key is left to the component, which knows what was meant."""
    key, *rest = path
    if isinstance(part, list):
        place = place_in(part, key, so_far)
        if rest:
            _put(part[place], rest, value, f"{so_far}.{place}")
        else:
            part[place] = value
    elif not isinstance(part, dict):
        also = f" For a schedule: {so_far}.name=… first." if isinstance(part, (int, float)) else ""
        raise ParameterError(f"{so_far} is {part!r}, it has no {key!r}.{also}")
    elif not rest:
        part[key] = value
    elif rest == ["name"] and not isinstance(part.get(key), list):
        part[key] = {"name": value}
    elif key in part:
        _put(part[key], rest, value, f"{so_far}.{key}")
    else:
        raise ParameterError(
            f"{so_far} has no {key!r}.{did_you_mean(key, part)} It has: {', '.join(part) or 'no parameters'}."
        )


def place_in(items: list[Any], key: str, so_far: str) -> int:
    """Which item of a list a key means.

    Raises:
        ParameterError: it is none of its places.
    """
    if not key.isdecimal() or int(key) >= len(items):
        raise ParameterError(
            f"{so_far} is a list of {len(items)}, {key!r} is none of its places. "
            f"Say which one, counted from 0: {so_far}.0.…"
        )
    return int(key)
