"""The results of all checks of some components: verdicts, gaps, exit code, plain data."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

import attrs

from ganreg.conformance.head import head
from ganreg.conformance.kit import SUPPORT, checks_of
from ganreg.conformance.portability import STRICT
from ganreg.conformance.result import STATUSES, Check, Result
from ganreg.conformance.subject import Subject, subjects
from ganreg.conformance.target import Target, targets
from ganreg.conformance.verdict import UNTESTED, verdict
from ganreg.errors import UnknownNameError, did_you_mean
from ganreg.registry import registry

FORMAT = 1
"""Of the plain data; a later one may have more keys."""

Row = tuple[Check, Result]


@attrs.frozen
class SubjectReport:
    """All that was found of one subject.

    Args:
        subject: what was checked.
        rows: each check and its result, in order.
    """

    subject: Subject
    rows: tuple[Row, ...]

    @property
    def verdict(self) -> tuple[str, str]:
        """The verdict, and why."""
        return verdict(self.subject, self.rows)

    @property
    def failures(self) -> list[Row]:
        """The rows that failed."""
        return [row for row in self.rows if row[1].status == "fail"]

    def untested(self) -> list[tuple[str, str]]:
        """Pairs of a component and a backend that are declared and could be run, of which no check passed."""
        tested: dict[tuple[str, str], bool] = {}
        if any(not check.backend for check, _ in self.failures):
            return []  # nothing was reached, and the failure says why
        for check, result in self.rows:
            if check.backend.startswith(f"{STRICT} "):
                continue  # it shows portability: nobody trains on it
            if check.backend and not (check.name == SUPPORT and result.status in ("not-run", "undeclared")):
                pair = check.subject, check.backend
                tested[pair] = tested.get(pair, False) or result.status in ("pass", "xfail", "fail")
        return [pair for pair, passed in tested.items() if not passed]

    def ran_on(self, backend: str) -> bool:
        """Whether a check passed on a backend of that name."""
        return any(c.backend.split(" ")[0] == backend and r.status == "pass" for c, r in self.rows)


@attrs.frozen
class Report:
    """What `ganreg conform` tells.

    Args:
        head: versions and devices.
        subjects: what was found of each.
        required: backends, by name, on which every subject must have been run.
    """

    head: dict[str, Any]
    subjects: tuple[SubjectReport, ...]
    required: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        given: Any,
        backends: Iterable[Any] | None = None,
        required: Iterable[str] = (),
        seen: Callable[[Check, Result], None] = lambda check, result: None,
    ) -> Self:
        """Run all checks of some components.

        Args:
            given: as for `iter_checks`.
            backends: as for `iter_checks`; those required are added.
            required: names of backends that must run here.
            seen: told each result as it is found.

        Raises:
            UnknownNameError: nothing of a name is installed.
        """
        required = tuple(map(_known, required))
        chosen = targets(backends)
        chosen += [target for name in required if not _is_among(name, chosen) for target in targets([name])]
        found = []
        for subject in subjects(given):
            rows = []
            for check in checks_of(subject, chosen):
                rows.append((check, check()))
                seen(*rows[-1])
            found.append(SubjectReport(subject, tuple(rows)))
        return cls(head(chosen), tuple(found), required)

    def complaints(self) -> Iterator[str]:
        """Why the exit code is not 0, one line each; failures first."""
        for one in self.subjects:
            for check, result in one.failures:
                yield f"{check}: {result.reason}"
        for one in self.subjects:
            for component, backend in one.untested():
                yield f"{component} is declared for {backend}, but no check of it was run there"
            if one.verdict[0] == UNTESTED:
                yield f"{one.subject.label}: {one.verdict[1]}"
            for name in self.required:
                if not one.ran_on(name):
                    yield f"{one.subject.label} was not run on {name}, which is required"
        if not self.subjects:
            yield "there was nothing to check"

    @property
    def exit_code(self) -> int:
        """0 if every declared pair that can run here ran and passed; 1 otherwise, also if nothing ran."""
        return 1 if any(self.complaints()) else 0

    def counts(self) -> dict[str, int]:
        """How many checks ended in each status."""
        found = [result.status for one in self.subjects for _, result in one.rows]
        return {status: found.count(status) for status in STATUSES}

    def to_plain(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "format": FORMAT,
            "head": self.head,
            "subjects": [_plain(one) for one in self.subjects],
            "counts": self.counts(),
            "complaints": list(self.complaints()),
            "exit_code": self.exit_code,
        }


def _plain(one: SubjectReport) -> dict[str, Any]:
    entry, (word, why) = one.subject.entry, one.verdict
    announced = {
        "plugin": entry.plugin if entry else "",
        "distribution": entry.distribution if entry else "",
        "version": entry.version if entry else "",
        "source": entry.spec.source if entry else "",
    }
    checks = [
        {"component": check.subject, "backend": check.backend, "check": check.name, **attrs.asdict(result)}
        for check, result in one.rows
    ]
    return {"component": one.subject.label, **announced, "verdict": word, "because": why, "checks": checks}


def _is_among(name: str, chosen: list[Target]) -> bool:
    """Whether a backend, named as it is registered, is a target already, in whichever precision."""
    return any(target.entry is not None and target.entry.spec.name == name for target in chosen)


def _known(name: str) -> str:
    """The name of a backend as it is registered."""
    names = registry().names("backend")
    if name not in names:
        raise UnknownNameError(f"There is no backend {name!r} to require.{did_you_mean(name, names)}")
    return registry().find("backend", name).spec.name
