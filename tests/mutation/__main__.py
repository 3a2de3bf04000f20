"""`python -m mutation [PATH …] [--minutes N]`: try the mutants that have no verdict yet, then write docs/mutants.md.

A path is the beginning of a file's: all files if there is none. Killed mutants are tried again when their file changes,
survivors without a reason when their tests do too. The exit status is 1 while some of these, or mutants untried, are
left.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import attrs

from mutation import page
from mutation.accepted import accepted
from mutation.formulas import Mutant, mutants
from mutation.judges import files, judges
from mutation.session import PLACE, SURVIVED, Session, Verdict, digest
from mutation.trial import Court, load_libraries

ROOT = Path(__file__).parents[2]
REASONS = {survivor.key for survivor in accepted(ROOT)}


def main() -> int:
    """Try, write, and say who survived."""
    options = _options()
    deadline = time.monotonic() + 60 * options.minutes
    every = [File.of(path) for path in files(ROOT)]
    session = Session(ROOT / PLACE)
    load_libraries()
    courts: dict[frozenset[str], Court] = {}
    for file in every:
        if file.path.startswith(tuple(options.paths) or ""):
            file.judge(session, courts, deadline)
    return _written(session, every)


@attrs.frozen
class File:
    """A file with its mutants and its tests, as they are now."""

    path: str
    mutants: list[Mutant]
    tests: list[str]
    code: str
    by: str

    @classmethod
    def of(cls, path: str) -> "File":
        """Read it, and hash its text and its tests'."""
        tests = judges(ROOT, path)
        return cls(path, mutants(ROOT, path), tests, digest(ROOT, [path]), digest(ROOT, tests))

    def found(self, session: Session) -> list[Verdict]:
        """The verdicts that still hold."""
        known = session.verdicts()
        verdicts = [known[mutant.key] for mutant in self.mutants if mutant.key in known]
        return [v for v in verdicts if v.code == self.code and (v.tests == self.by or not _lives(v))]

    def judge(self, session: Session, courts: dict[frozenset[str], Court], deadline: float) -> None:
        """Try the mutants without a verdict, as long as there is time."""
        done = {verdict.key for verdict in self.found(session)}
        left = [mutant for mutant in self.mutants if mutant.key not in done]
        for mutant in left:
            if time.monotonic() > deadline:
                return
            result = self._court(courts).trial(self.path, mutant.text)
            session.add(Verdict(*mutant.key, result, self.code, self.by, datetime.now(UTC).date().isoformat()))
            if result == SURVIVED:
                print(_described(*mutant.key), flush=True)

    def _court(self, courts: dict[frozenset[str], Court]) -> Court:
        """These tests, which pass without a mutant, with ten times as long as they take for that."""
        tests = frozenset(self.tests)
        if tests not in courts:
            begun = time.monotonic()
            if Court(ROOT, self.tests, 600).trial() != SURVIVED:
                raise SystemExit(f"The tests of {self.path} fail without any mutant: {' '.join(self.tests)}")
            needed = time.monotonic() - begun
            print(f"{self.path}: its tests take {needed:.1f} s", flush=True)
            courts[tests] = Court(ROOT, self.tests, 10 + 10 * needed)
        return courts[tests]


def _written(session: Session, of: Sequence[File]) -> int:
    found = {file.path: file.found(session) for file in of}
    totals = {file.path: len(file.mutants) for file in of}
    (ROOT / page.PLACE).write_text(page.text(found, totals, accepted(ROOT)), encoding="utf-8")
    alive = [verdict for verdicts in found.values() for verdict in verdicts if _lives(verdict)]
    tried, there_are = sum(map(len, found.values())), sum(totals.values())
    print(*(_described(*verdict.key) for verdict in alive), sep="\n")
    print(f"{tried} of {there_are} mutants tried, {len(alive)} survivors without a reason.")
    return 1 if alive or tried < there_are else 0


def _lives(verdict: Verdict) -> bool:
    """Whether it survived without a reason."""
    return verdict.result == SURVIVED and verdict.change not in REASONS


def _described(path: str, line: int, before: str, after: str) -> str:
    return f"survived: {path}:{line}\n    {before}\n  → {after}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", help="beginnings of files' paths")
    parser.add_argument("--minutes", type=float, default=240, help="after which to stop, to go on another time")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
