"""On what is checked: backends in each of their precisions, and why one cannot run here."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from ganreg.backend import AbstractBackend
from ganreg.component import Component, Support
from ganreg.discovery import Entry
from ganreg.errors import GanregError
from ganreg.params import OneOf
from ganreg.registry import registry
from ganreg.support import is_declared, support_on

REFERENCE = "reference"
"""What everything is compared with, and so is no target itself."""


@attrs.frozen
class Target:
    """A backend in one precision.

    Args:
        label: as `numpy float32`.
        name: the backend's.
        backend: None where it cannot run here.
        reason: why it cannot.
        entry: how it was announced; None for an object of nobody's.
        asked: whether somebody named it, so that pairs are checked that nobody declares.
    """

    label: str
    name: str
    backend: AbstractBackend | None
    reason: str = ""
    entry: Entry | None = None
    asked: bool = False

    def support(self, component: Component) -> Support:
        """What this backend is declared to compute of a component."""
        return Support() if self.backend is None else support_on(self.backend, component)

    def is_declared(self, component: Entry | None) -> bool:
        """Whether anybody answers for the component on this backend."""
        return self.asked or component is None or self.entry is None or is_declared(component, self.entry)


def targets(backends: Iterable[Any] | None = None) -> list[Target]:
    """The targets that somebody means; by default every registered backend but the reference.

    Args:
        backends: names, each for all its precisions, mappings with a name, and objects.

    Raises:
        UnknownNameError: there is no backend of a name.
    """
    if backends is None:
        entries = [entry for entry in registry().entries("backend") if entry.spec.name != REFERENCE]
        return [target for entry in entries for target in _of_entry(entry, asked=False)]
    return [target for one in listed(backends) for target in _given(one)]


def listed(backends: Any) -> list[Any]:
    """Several backends, or one: a name, a mapping or an object stands for itself."""
    one = isinstance(backends, (str, Mapping, AbstractBackend))
    return [backends] if one else list(backends)


def _given(value: Any) -> list[Target]:
    if isinstance(value, str):
        return _of_entry(registry().find("backend", value), asked=True)
    backend: AbstractBackend = registry().resolve("backend", value)
    return [_ready(backend, registry().entry_of(backend), asked=True)]


def _of_entry(entry: Entry, asked: bool) -> list[Target]:
    name = entry.spec.name
    try:
        backends = [registry().create("backend", entry.full_name, **given) for given in _precisions(entry)]
    except Exception as error:  # noqa: BLE001 - a stranger's backend may raise anything where it cannot run
        return [Target(name, name, None, _cause(error), entry, asked)]
    return [_ready(backend, entry, asked) for backend in backends]


def _precisions(entry: Entry) -> list[dict[str, str]]:
    """The parameters of a backend for each precision that it offers."""
    component = registry().load(entry)
    fields = attrs.fields_dict(component) if attrs.has(component) else {}
    validator = fields["dtype"].validator if "dtype" in fields else None
    return [{"dtype": one} for one in validator.options] if isinstance(validator, OneOf) else [{}]


def _ready(backend: AbstractBackend, entry: Entry | None, asked: bool) -> Target:
    name = getattr(backend, "name", type(backend).__name__)
    label = f"{name} {backend.dtype}"
    try:
        backend.check()
    except Exception as error:  # noqa: BLE001 - as above
        return Target(label, name, None, _cause(error), entry, asked)
    return Target(label, name, backend.at_full_speed(), "", entry, asked)


def _cause(error: Exception) -> str:
    return str(error) if isinstance(error, GanregError) else f"{type(error).__name__}: {error}"
