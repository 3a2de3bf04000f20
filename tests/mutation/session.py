"""What is known of each mutant so far, in a file: a run that was stopped goes on where it was."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

PLACE = ".mutants/session.jsonl"
KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"


@attrs.frozen
class Verdict:
    """A mutant's fate, of a file's and its tests' texts as they were."""

    path: str
    line: int
    before: str
    after: str
    result: str
    code: str
    tests: str
    date: str

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Which mutant it is."""
        return self.path, self.line, self.before, self.after

    @property
    def change(self) -> tuple[str, str, str]:
        """The same, wherever in the file."""
        return self.path, self.before, self.after


@attrs.frozen
class Session:
    """The verdicts in a file, one per line; the last one of a mutant counts."""

    place: Path

    def verdicts(self) -> dict[tuple[str, int, str, str], Verdict]:
        """By mutant."""
        if not self.place.exists():
            return {}
        lines = self.place.read_text(encoding="utf-8").splitlines()
        found: Iterator[Any] = (Verdict(**json.loads(line)) for line in lines)
        return {verdict.key: verdict for verdict in found}

    def add(self, verdict: Verdict) -> None:
        """Append one, at once."""
        self.place.parent.mkdir(exist_ok=True)
        with self.place.open("a", encoding="utf-8") as file:
            file.write(json.dumps(attrs.asdict(verdict), ensure_ascii=False) + "\n")


def digest(root: Path, paths: Iterable[str]) -> str:
    """A short hash of the texts of files, and of the tests in folders."""
    found = hashlib.sha256()
    for path in paths:
        place = root / path
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]
