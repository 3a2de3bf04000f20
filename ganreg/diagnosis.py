"""What is wrong with a registered component, or odd about it: found out before anybody trains with it."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from ganreg.component import ComponentSpec, Requirement
from ganreg.discovery import KINDS, Entry
from ganreg.errors import GanregError, PluginError, did_you_mean
from ganreg.registry import registry
from ganreg.told import shown, told


def missing(spec: ComponentSpec) -> list[Requirement]:
    """What a component needs and is not installed; nothing is imported to find out."""
    return [requirement for requirement in spec.requires if not _is_installed(requirement.module)]


def faults_of(entry: Entry) -> Iterator[str]:
    """What of an announcement leads nowhere: class, oracle, implementations. Imports them.

    A component whose requirements are not installed has no faults yet: nothing of it can be imported.
    """
    if missing(entry.spec):
        return
    try:
        registry().load(entry)
    except GanregError as error:
        yield _fault(entry, "", error)
        return
    for what, target in _references(entry):
        try:
            registry().imported(target, entry)
        except GanregError as error:
            yield _fault(entry, f"{what} {target!r}", error)


def remarks_on(entry: Entry) -> Iterator[str]:
    """What is odd and stops nobody: a clash of names; support for what is no backend, or refused without a reason."""
    label = f"the {entry.spec.kind} {entry.spec.name!r}"
    for other in _rivals(entry):
        yield f"{label} shares a name with that of {other.distribution}: ask for {registry().unique_name(entry)}"
    for name in (*entry.spec.support, *entry.spec.implementations):
        known = _subjects(entry)
        if name not in known:
            yield f"{label} speaks of {name!r}, which is not installed here.{did_you_mean(name, known)}"
    for name, support in entry.spec.support.items():
        if support.level != "full" and not support.reason.strip():
            yield f"{label} is declared {support.level!r} for {name!r} without a reason"


def _fault(entry: Entry, what: str, error: GanregError) -> str:
    """A fault in one line, by the error's own cause where that says it shorter."""
    cause = error.__cause__
    label = f"the {entry.spec.kind} {entry.spec.name!r}"
    if isinstance(cause, PluginError):
        return str(cause)
    what = what or f"its class {shown(entry.spec.target)}"
    return f"{label}: {what} cannot be imported: {told(cause or error)}"


def _references(entry: Entry) -> Iterator[tuple[str, Any]]:
    spec = entry.spec
    yield "its oracle", spec.oracle
    for backend, target in spec.implementations.items():
        there = [e for e in registry().entries("backend") if e.spec.name == backend]
        # What is written for a backend that is not here needs what is not here.
        if there and not missing(there[0].spec):
            yield f"its implementation for {backend!r},", target


def _subjects(entry: Entry) -> list[str]:
    """What an announcement may declare support for: backends; a backend's own for kinds and components."""
    if entry.spec.kind != "backend":
        return [backend.spec.name for backend in registry().entries("backend")]
    return [*KINDS, *(f"{other.spec.kind}/{other.spec.name}" for other in registry().entries())]


def _rivals(entry: Entry) -> list[Entry]:
    """The other components of that kind that answer to one of its names."""
    words = {entry.spec.name, *entry.spec.aliases}
    others = [other for other in registry().entries(entry.spec.kind) if other is not entry]
    return [other for other in others if words & {other.spec.name, *other.spec.aliases}]


def has_rival(entry: Entry) -> bool:
    """Whether a short name of this component is another one's too."""
    return bool(_rivals(entry))


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError):  # half imported, or without a place
        return False
