"""Where components come from: file and line, distribution, oracle, implementations. Nothing of them is imported."""

from pathlib import Path
from typing import Any

import attrs

from ganreg.cli.catalogue import is_kind, named
from ganreg.cli.computed import Computed, computed
from ganreg.cli.source import definition_of, has_module
from ganreg.component import Support
from ganreg.diagnosis import missing, remarks_on
from ganreg.discovery import Entry
from ganreg.errors import UnknownNameError


@attrs.frozen
class Place:
    """What an announcement refers to: `target` as it is announced, and where that is; or why it cannot be found."""

    target: str
    file: str = ""
    line: int = 0
    problem: str = ""

    def __str__(self) -> str:
        """The place in words, from the present folder on where the file lies in it."""
        file, here = Path(self.file), Path.cwd()
        near = file.relative_to(here) if file.is_relative_to(here) else file
        return self.problem or f"{near}:{self.line}"


@attrs.frozen(kw_only=True)
class Origin:
    """One component, and all that is known of where it comes from.

    `support` has what each backend computes of it, `declares` what a backend says of components.
    """

    kind: str
    name: str
    full_name: str
    aliases: tuple[str, ...]
    distribution: str
    version: str
    entry: str
    source: str
    place: Place
    oracle: Place | None
    numbers: int
    implementations: dict[str, Place]
    support: dict[str, Computed]
    declares: dict[str, Support]
    needs: tuple[str, ...]
    remarks: tuple[str, ...]


def origins(word: str) -> list[Origin]:
    """The components of that name or alias, of any kind.

    Raises:
        UnknownNameError: there are none; says what was meant perhaps.
    """
    if is_kind(word):
        raise UnknownNameError(f"{word!r} is a kind of component. `ganreg list {word}` tells the names of all of them.")
    return [_origin(entry) for entry in named(word)]


def place_of(target: Any) -> Place:
    """Where the definition is of a class or of what a string `"module:attribute"` means."""
    text = target if isinstance(target, str) else f"{target.__module__}:{getattr(target, '__qualname__', '')}"
    found = definition_of(target)
    if found is not None:
        return Place(text, found.file, found.node.lineno)
    problem = "its source does not say where it is defined" if has_module(text) else "its module is not there"
    return Place(text, problem=problem)


def _origin(entry: Entry) -> Origin:
    spec = entry.spec
    return Origin(
        kind=spec.kind,
        name=spec.name,
        full_name=entry.full_name,
        aliases=spec.aliases,
        distribution=entry.distribution,
        version=entry.version,
        entry=entry.plugin,
        source=spec.source,
        place=place_of(spec.target),
        oracle=None if spec.oracle is None else place_of(spec.oracle),
        numbers=len(spec.numbers),
        implementations={backend: place_of(target) for backend, target in spec.implementations.items()},
        support=computed(entry),
        declares=dict(spec.support) if spec.kind == "backend" else {},
        needs=tuple(dict.fromkeys(requirement.install for requirement in missing(spec))),
        remarks=tuple(remarks_on(entry)),
    )
