"""The survivors that are accepted, each with its reason: tests/mutation/accepted.toml."""

import tomllib
from pathlib import Path

import attrs

PLACE = "tests/mutation/accepted.toml"


@attrs.frozen
class Survivor:
    """A mutant that may live: a file's lines, joined by blanks, those in their place, and why that changes nothing."""

    path: str
    line: str
    mutant: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others, wherever in the file its lines stand."""
        return self.path, self.line, self.mutant

    def stands_in(self, root: Path) -> bool:
        """Whether the file still has those lines."""
        lines = (root / self.path).read_text(encoding="utf-8").splitlines() if (root / self.path).exists() else []
        return f" {self.line} " in f" {' '.join(line.strip() for line in lines)} "


def accepted(root: Path) -> list[Survivor]:
    """All of them, in the order of their files."""
    listed = tomllib.loads((root / PLACE).read_text(encoding="utf-8")).get("survivor", [])
    return sorted((Survivor(**entry) for entry in listed), key=lambda survivor: survivor.path)
