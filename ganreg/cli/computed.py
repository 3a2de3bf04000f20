"""What each installed backend computes of a component, and that in words."""

from collections.abc import Iterator, Mapping

import attrs

from ganreg.discovery import Entry
from ganreg.registry import registry
from ganreg.support import is_declared, support_of

LEVELS = {"full": "Computed by", "forward-only": "Forward only on", "none": "Not on"}
UNDECLARED = "Undeclared on"
NOBODY = "neither the component nor the backend names the other"
BESIDE = ("backend", "data", "schedule", "metric")
"""Kinds that no backend computes: their numbers are there before it starts, or made of what it has computed."""


@attrs.frozen
class Computed:
    """What one backend computes: `full`, `forward-only` or `none`, why not more, and whether anybody answers for it."""

    level: str
    reason: str
    declared: bool

    @property
    def words(self) -> str:
        """How a sentence begins that ends with the backend."""
        return UNDECLARED if self.level == "full" and not self.declared else LEVELS[self.level]


def computed(entry: Entry) -> dict[str, Computed]:
    """For each installed backend what it computes of a component; nothing where there is nothing to compute."""
    if entry.spec.kind in BESIDE:
        return {}
    return {backend.spec.name: _computed(entry, backend) for backend in registry().entries("backend")}


def left_out(support: Mapping[str, Computed]) -> dict[str, list[str]]:
    """The backends that do not compute a component fully, by the words for it.

    >>> left_out({"numpy": Computed("full", "", True), "cupy": Computed("none", "no", True)})
    {'Not on': ['cupy']}
    """
    grouped: dict[str, list[str]] = {}
    for backend, of in support.items():
        grouped.setdefault(of.words, []).append(backend)
    return {words: backends for words, backends in grouped.items() if words != LEVELS["full"]}


def support_lines(support: Mapping[str, Computed]) -> Iterator[tuple[str, str]]:
    """The backends that compute a component; then those that do not, with the reason."""
    for words, reason in dict.fromkeys((of.words, of.reason) for of in support.values()):
        backends = ", ".join(backend for backend, of in support.items() if (of.words, of.reason) == (words, reason))
        why = NOBODY if words == UNDECLARED else reason
        yield words.lower(), f"{backends}: {why}" if why and words != LEVELS["full"] else backends


def _computed(entry: Entry, backend: Entry) -> Computed:
    support = support_of(entry, backend.spec.name, backend)
    return Computed(support.level, support.reason, is_declared(entry, backend))
