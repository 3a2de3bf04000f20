"""What a plugin announces, checked field by field before anybody relies on it."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

import attrs

from ganreg.component import Component, ComponentSpec, Requirement, Support
from ganreg.errors import ParameterError, PluginError, did_you_mean
from ganreg.pinned import Pinned
from ganreg.told import shown

KINDS = (
    "loss",
    "constraint",
    "points",
    "norm",
    "optimizer",
    "average",
    "game",
    "layer",
    "network",
    "schedule",
    "data",
    "metric",
    "backend",
)
MOST = 10_000
"""No plugin has so many components: a generator that goes on is one that never ends."""

WORD = "a word without spaces, commas and slashes"
_REFERENCE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")


def is_word(value: Any) -> bool:
    """Whether a value can be a name.

    >>> is_word("huber"), is_word("a b"), is_word("a/b"), is_word(""), is_word(3)
    (True, False, False, False, False)
    """
    return isinstance(value, str) and bool(value) and not any(c.isspace() or c in "/," for c in value)


def is_reference(value: Any) -> bool:
    """Whether a value is a string `"module:attribute"`.

    >>> is_reference("a.b:C"), is_reference("a.b.C"), is_reference("a b:C")
    (True, False, False)
    """
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def announced(offered: Any) -> list[Any]:
    """What a hook returned, as a list.

    Raises:
        PluginError: it is no iterable of announcements, or one that never ends.
    """
    if isinstance(offered, (ComponentSpec, type)):
        raise PluginError(f"ganreg_components() returns {shown(offered)} itself: return it in a list, or yield it.")
    if isinstance(offered, (str, bytes, Mapping)) or not isinstance(offered, Iterable):
        raise PluginError(
            f"ganreg_components() returns {shown(offered)}. Expected a list of component specs or classes, or `yield`."
        )
    found = list(islice(offered, MOST + 1))
    if len(found) > MOST:
        raise PluginError(f"ganreg_components() goes on after {MOST} components. Let it end.")
    return found


def checked_spec(offered: Any, name: str = "", **details: Any) -> ComponentSpec:
    """The spec of what a plugin offers, a `ComponentSpec` or a component class.

    Args:
        offered: by the plugin.
        name: the component's name, if not its own.
        details: further fields of the spec.

    Raises:
        PluginError: it is neither, or one of the spec's fields is not what it should be.
        ParameterError: a spec has no such field.
    """
    _check_details(details)
    if isinstance(offered, ComponentSpec):
        spec = attrs.evolve(offered, name=name or offered.name, **details)
    elif isinstance(offered, type) and issubclass(offered, Component):
        if not hasattr(offered, "kind"):
            raise PluginError(f"{offered.__name__} has no kind: derive it from an abstract class such as AbstractLoss.")
        spec = ComponentSpec.from_class(offered, name, **details)
    else:
        raise PluginError(f"{shown(offered)} is neither a ComponentSpec nor a component class.")
    check_spec(spec)
    return attrs.evolve(spec, aliases=tuple(spec.aliases), requires=tuple(spec.requires))


def check_spec(spec: ComponentSpec) -> None:
    """Raise `PluginError` for the first field that is not what it should be."""
    for field, (accepts, expected) in FIELDS.items():
        value = getattr(spec, field)
        if not accepts(value):
            meant = did_you_mean(value, KINDS) if field == "kind" else ""
            raise PluginError(f"{_label(spec)}: {field}={shown(value)}, expected {expected}.{meant}")
    if isinstance(spec.target, type):
        check_class(spec.target, spec)


def check_class(target: Any, spec: ComponentSpec) -> None:
    """Raise `PluginError` unless a spec's target is a concrete component class of its kind."""
    if not (isinstance(target, type) and issubclass(target, Component) and getattr(target, "kind", "") == spec.kind):
        raise PluginError(
            f"{_label(spec)}: target is {shown(target)}, expected a subclass of ganreg's abstract {spec.kind}."
        )
    if inspect.isabstract(target):
        missing = ", ".join(sorted(target.__abstractmethods__))
        raise PluginError(f"{_label(spec)}: {target.__name__} is abstract. It still has to define: {missing}.")


def check_no_rivals(specs: Iterable[ComponentSpec]) -> None:
    """Raise `PluginError` if a plugin gives one name to two of its own components: nothing could tell them apart."""
    seen: dict[tuple[str, str], ComponentSpec] = {}
    for spec in specs:
        for word in {name.lower().replace("-", "_") for name in (spec.name, *spec.aliases)}:
            rival = seen.setdefault((spec.kind, word), spec)
            if rival is not spec:
                raise PluginError(f"it announces two of the kind {spec.kind} by the name {word!r}. Rename one of them.")


def _check_details(details: Mapping[str, Any]) -> None:
    known = [field.name for field in attrs.fields(ComponentSpec)]
    for name in details:
        if name not in known:
            raise ParameterError(
                f"A ComponentSpec has no field {name!r}.{did_you_mean(name, known)} Its fields: {', '.join(known)}."
            )


def _label(spec: ComponentSpec) -> str:
    kind, name = (value if isinstance(value, str) else shown(value) for value in (spec.kind, spec.name))
    return f"the {kind} {name!r}"


def _each(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, (tuple, list)) and all(map(accepts, value))


def _mapping(accepts: Callable[[Any], bool], key: Callable[[Any], bool] = is_word) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and all(key(k) and accepts(v) for k, v in value.items())


def _is_supported(value: Any) -> bool:
    """Whether a value is a backend, or what a backend calls a component: `loss/huber`."""
    return isinstance(value, str) and all(map(is_word, value.split("/", 1)))


def _is_support(value: Any) -> bool:
    return isinstance(value, Support) and isinstance(value.reason, str)


def _is_requirement(value: Any) -> bool:
    return isinstance(value, Requirement) and is_word(value.module) and isinstance(value.install, str)


def _is_formula(value: Any) -> bool:
    return callable(value) or is_reference(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "kind": (lambda value: isinstance(value, str) and value in KINDS, f"one of {', '.join(KINDS)}"),
    "name": (is_word, WORD),
    "aliases": (_each(is_word), f"a tuple, each {WORD}"),
    "source": (lambda value: isinstance(value, str), "a string"),
    "target": (lambda value: isinstance(value, type) or is_reference(value), 'a class, or a string "module:Class"'),
    "requires": (_each(_is_requirement), "a tuple of Requirement(module=…, install=…)"),
    "support": (_mapping(_is_support, _is_supported), "a mapping from backends to Support(level=…, reason=…)"),
    "oracle": (lambda value: value is None or _is_formula(value), 'a class, a string "module:attribute", or None'),
    "implementations": (_mapping(_is_formula), 'a mapping from backends to a callable or "module:attribute"'),
    "numbers": (_each(lambda value: isinstance(value, Pinned)), "a tuple of Pinned(…)"),
    "expected_failures": (_mapping(_is_text, _is_text), "a mapping from checks to reasons"),
}
"""For each field of a spec, what is accepted, and that in words."""
