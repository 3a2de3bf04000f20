"""A report of the conformance kit, well set."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.status import Status
from rich.table import Table
from rich.text import Text

from ganreg.conformance.report import Report, Row, SubjectReport
from ganreg.conformance.result import Check, Result
from ganreg.conformance.verdict import FAILED, PROVEN, SELF_CONSISTENT, UNTESTED

STYLES = {
    "pass": "green",
    "fail": "bold red",
    "xfail": "yellow",
    "not-run": "dim",
    "undeclared": "dim",
    "set-aside": "dim",
    PROVEN: "bold green",
    SELF_CONSISTENT: "bold yellow",
    UNTESTED: "bold yellow",
    FAILED: "bold red",
}
ALONE = "by itself"
"""Where a check stands in which no backend takes part."""


@contextmanager
def progress(hidden: bool) -> Iterator[Callable[[Check, Result], None]]:
    """While held, the check that has just been run is shown on a terminal."""
    console = Console(stderr=True, quiet=hidden)
    status = Status("checking", console=console)
    with status if console.is_terminal else _nothing():
        yield lambda check, result: status.update(Text(str(check)))


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def write_json(report: Report, path: Path | None) -> None:
    """The report as JSON, to a file or to the terminal."""
    text = json.dumps(report.to_plain(), indent=2, ensure_ascii=False)
    if path is None:
        typer.echo(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")


def show(report: Report, verbose: bool) -> None:
    """The report on the terminal: for each component its verdict, then how each backend did, then what failed."""
    console = Console(highlight=False)
    console.print(_head(report), style="dim")
    for one in report.subjects:
        console.print("", _title(one), sep="\n")
        parts: Iterable[Any] = _every_check(one) if verbose else [_by_place(one), *_told(one)]
        for part in parts:
            console.print(Padding(part, (0, 0, 0, 2)))
    console.print("", _closing(report), sep="\n")


def _told(one: SubjectReport) -> Iterator[Text]:
    """What failed and why, and what a passed check remarks."""
    for check, result in one.rows:
        if result.status == "fail" or (result.status == "pass" and result.reason):
            where = " ".join(filter(None, (check.backend, check.name)))
            yield Text.assemble((where, "red" if result.status == "fail" else "yellow"), ": ", result.reason)


def _head(report: Report) -> Text:
    head = report.head
    packages = ", ".join(f"{name} {number}" for name, number in head["versions"].items())
    devices = ", ".join(dict.fromkeys(head["devices"].values()))
    where = f"Python {head['python']}, {head['machine']}, {devices}" if devices else f"Python {head['python']}"
    return Text(f"ganreg {head['ganreg']}; {packages}; {where}")


def _title(one: SubjectReport) -> Text:
    (word, why), entry = one.verdict, one.subject.entry
    origin = f"  {entry.distribution} {entry.version}".rstrip() if entry else ""
    return Text.assemble((one.subject.label, "bold"), (origin, "dim"), "  ", (word, STYLES[word]), f" {why}")


def _by_place(one: SubjectReport) -> Table:
    """One line for what was checked without a backend, and one for each backend, of each component."""
    places = _places(one)
    many = len({subject for subject, _ in places}) > 1
    table = _grid(3 if many else 2)
    for (subject, place), rows in places.items():
        table.add_row(*([Text(subject)] if many else []), Text(place, style="cyan"), _summary(rows))
    return table


def _places(one: SubjectReport) -> dict[tuple[str, str], list[Row]]:
    """The rows of each component on each backend, in order."""
    places: dict[tuple[str, str], list[Row]] = {}
    for check, result in one.rows:
        places.setdefault((check.subject, check.backend or ALONE), []).append((check, result))
    return places


def _summary(rows: list[Row]) -> Text:
    """How the checks of one place ended; where none was run, why."""
    counts = {status: [result for _, result in rows if result.status == status] for status in STYLES}
    whys = {(result.status, result.reason) for _, result in rows}
    if len(whys) == 1 and rows[0][1].status in ("not-run", "undeclared"):
        return Text(": ".join(*whys), style="dim")
    passed, aside = (sum(getattr(result, what) for _, result in rows) for what in ("passed", "aside"))
    pieces = [(f"{len(counts['pass'])} passed", "green" if counts["pass"] else "dim")]
    pieces += [(f"{len(counts['fail'])} failed", "bold red")] if counts["fail"] else []
    pieces += [(f"{len(counts['xfail'])} failed as expected", "yellow")] if counts["xfail"] else []
    pieces += [(f"{len(counts['not-run'])} not run", "dim")] if counts["not-run"] else []
    examples = f"  ({passed} examples{f', {aside} set aside' if aside else ''})" if passed else ""
    return Text.assemble(*(part for piece in pieces for part in (piece, ", ")))[:-2] + Text(examples, style="dim")


def _every_check(one: SubjectReport) -> Iterator[Text | Padding]:
    """Place by place, one line for each check."""
    for (subject, place), rows in _places(one).items():
        yield Text(place if subject == one.subject.label else f"{subject} · {place}", style="cyan")
        table = _grid(3)
        for check, result in rows:
            counts = {"examples": result.passed, "set aside": result.aside}
            told = [f"{count} {what}" for what, count in counts.items() if count]
            reason = [result.reason] if result.reason else []
            status = Text(result.status, style=STYLES[result.status])
            table.add_row(status, Text(check.name), Text("; ".join([*told, *reason]), style="dim"))
        yield Padding(table, (0, 0, 0, 2))


def _closing(report: Report) -> Text:
    if report.exit_code == 0:
        return Text("Every declared pair of component and backend that can run here ran and passed.", style="green")
    lines = list(report.complaints())
    failed = sum(len(one.failures) for one in report.subjects)
    gaps = lines[failed:]
    told = [f"{failed} checks failed." if failed != 1 else "1 check failed."] if failed else []
    return Text("\n".join([*told, *(f"{gap}." for gap in gaps)]), style="red")


def _grid(columns: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(columns - 1):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table
