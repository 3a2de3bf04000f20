"""docs/mutants.md: what became of the mutants of each file, and why some may live."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import groupby

from mutation.accepted import Survivor
from mutation.judges import LEFT_OUT
from mutation.session import SURVIVED, TIMEOUT, Verdict

PLACE = "docs/mutants.md"
HEAD = """# Mutants

A test that cannot fail proves nothing. So each formula is changed, in one place at a time (another sign, operator,
comparison, number or flag, a named or last argument left out), and the tests that are meant for it must notice.
`make mutants` does it with the operators of mutmut and writes this page; it is no part of `make test`, as it takes
hours. `make mutants ONLY=ganreg/losses/hinge.py` takes one file, or all whose paths begin so. A run that was stopped
goes on where it was: verdicts are kept in `.mutants/`, those of killed mutants until their file changes, those of
survivors without a reason until their tests do. Which tests judge which file: `tests/mutation/judges.py`.

Not mutated, by rule (`tests/mutation/formulas.py`): words and documentation, annotations, decorators, imports, what a
parameter accepts, what is claimed of convergence, `__all__`, guards that only raise an error, `strict=` of `zip`. Of
mutmut's operators two are left out: None for a value or an argument, and other words. Both break before they compute.
"""


def text(found: Mapping[str, Sequence[Verdict]], totals: Mapping[str, int], survivors: Sequence[Survivor]) -> str:
    """The page.

    Args:
        found: the verdicts on each file as it is now.
        totals: how many mutants each file has.
        survivors: those that are accepted.
    """
    counts = _counts(found, totals, {survivor.key for survivor in survivors})
    return "\n".join([HEAD, *_files_left_out(), *counts, *listed(survivors)])


def listed(survivors: Sequence[Survivor]) -> Iterator[str]:
    """The accepted survivors with their reasons, line by line."""
    yield "## Survivors, and why they may live\n"
    for path, group in groupby(survivors, key=lambda survivor: survivor.path):
        yield f"`{path}`\n"
        for survivor in group:
            yield f"- `{survivor.line}`\n  → `{survivor.mutant}`\n  {survivor.reason}"
        yield ""


def _files_left_out() -> Iterator[str]:
    yield "Files in the same folders that compute no formula, and are left out:\n"
    yield from (f"- `{path}`: {reason}" for path, reason in sorted(LEFT_OUT.items()))
    yield ""


def _counts(
    found: Mapping[str, Sequence[Verdict]], totals: Mapping[str, int], accepted: set[tuple[str, str, str]]
) -> Iterator[str]:
    """The table: a row for each file that has mutants, and one for all."""
    together = [verdict for verdicts in found.values() for verdict in verdicts]
    dates = sorted(verdict.date for verdict in together)
    versions = ", ".join(f"{name} {version(name)}" for name in ("mutmut", "pytest", "hypothesis", "numpy", "torch"))
    yield "## Counts\n"
    yield f"Tried from {dates[0]} to {dates[-1]}, with {versions}.\n" if dates else "None tried yet.\n"
    yield "| file | mutants | tried | killed | by running on | survivors with a reason | without |"
    yield "|---|---|---|---|---|---|---|"
    for path, total in totals.items():
        if total:
            yield _row(f"`{path}`", total, found[path], accepted)
    yield _row("all", sum(totals.values()), together, accepted)
    yield ""


def _row(name: str, total: int, verdicts: Sequence[Verdict], accepted: set[tuple[str, str, str]]) -> str:
    alive = [verdict for verdict in verdicts if verdict.result == SURVIVED]
    known = sum(verdict.change in accepted for verdict in alive)
    endless = sum(verdict.result == TIMEOUT for verdict in verdicts)
    numbers = (total, len(verdicts), len(verdicts) - len(alive), endless, known, len(alive) - known)
    return f"| {name} | " + " | ".join(map(str, numbers)) + " |"
