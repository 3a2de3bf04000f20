"""What is checked: components, one by one, however they were named."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import attrs

from ganreg.component import Component, fields_of
from ganreg.conformance.examples import example_of
from ganreg.discovery import KINDS, Entry, Failure
from ganreg.errors import PluginError, UnknownNameError, did_you_mean
from ganreg.registry import registry


@attrs.frozen
class Subject:
    """A component to check, made when its first check needs it: one that cannot be made fails that check.

    Args:
        label: what it is, in words, as `constraint fisher`.
        make: makes the component.
        entry: how it was announced, if it was.
    """

    label: str
    make: Callable[[], Component]
    entry: Entry | None = None

    @property
    def kind(self) -> str:
        """The component's kind, as announced."""
        return self.label.partition(" ")[0]


def subjects(given: Any) -> list[Subject]:
    """The components that somebody means.

    Args:
        given: a component or its class; an entry of the registry; `"kind/name"`; the name of a distribution or of its
            entry point; a plugin file; or several of these.

    Raises:
        UnknownNameError: nothing of that name is installed, or it announces nothing.
        PluginError: a plugin file cannot be used.
    """
    if isinstance(given, Component):
        return [Subject(_label_of(given), lambda: given, registry().entry_of(given))]
    if isinstance(given, type) and issubclass(given, Component):
        entry = registry().entry_of(given)
        return [_of_entry(entry) if entry else Subject(f"{given.kind} {given.__name__}", given)]
    if isinstance(given, Entry):
        return [_of_entry(given)]
    if isinstance(given, (str, Path)):
        return _named(str(given))
    if isinstance(given, Iterable):
        return [subject for one in given for subject in subjects(one)]
    raise PluginError(
        f"{given!r} is nothing to check. Expected a component or its class, 'kind/name', the name of an installed "
        "package, or a plugin file."
    )


def _of_entry(entry: Entry) -> Subject:
    spec = entry.spec
    return Subject(f"{spec.kind} {spec.name}", lambda: example_of(spec.kind, entry.full_name), entry)


def _label_of(component: Component) -> str:
    """The component's name, and those of its parameters that are not its defaults."""
    entry, cls = registry().entry_of(component), type(component)
    name = entry.spec.name if entry else getattr(component, "name", cls.__name__)
    try:
        plain = [f for f in fields_of(cls) if f.metadata.get("described", True)]
        values = {f.name: repr(getattr(component, f.name)) for f in plain}
        changed = [f"{f.name}={values[f.name]}" for f in plain if values[f.name] != repr(_default(f))]
    except Exception:  # noqa: BLE001 - a label is no reason to stop, whatever a stranger's value raises
        changed = []
    return f"{component.kind} {name}" + (f"({', '.join(changed)})" if changed else "")


def _default(field: Any) -> Any:
    return field.default.factory() if hasattr(field.default, "factory") else field.default


def _named(name: str) -> list[Subject]:
    if name.endswith(".py"):
        registry().load_file(name)
        return [_of_entry(entry) for entry in registry().entries() if entry.plugin == Path(name).stem]
    kind, _, rest = name.partition("/")
    if rest and kind in KINDS:
        return [_of_entry(registry().find(kind, rest))]
    wanted = _normal(name)
    entries = [e for e in registry().entries() if wanted in (_normal(e.distribution), _normal(e.plugin))]
    broken = [f for f in registry().failures if wanted in map(_normal, f.plugin.split(":"))]
    if not entries and not broken:
        known = {e.distribution for e in registry().entries()} | {e.plugin for e in registry().entries()}
        raise UnknownNameError(
            f"There is no installed plugin {name!r}.{did_you_mean(name, sorted(known))} Expected the name of an "
            f"installed package ({', '.join(sorted(known))}), 'kind/name', or a file that ends in .py."
        )
    return [*map(_of_failure, broken), *map(_of_entry, entries)]


def _of_failure(failure: Failure) -> Subject:
    def refuse() -> Component:
        raise PluginError(f"it could not be loaded: {failure.error}")

    return Subject(f"plugin {failure.plugin}", refuse)


def _normal(name: str) -> str:
    """A distribution's name as the packaging tools compare it."""
    return name.lower().replace("_", "-").replace(".", "-")
