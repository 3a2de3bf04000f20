"""Random architectures, well set: the course of the trainings, the tables, the picture."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ganreg.benchmark.architectures import (
    HEADLINE,
    PUBLISHED,
    THRESHOLDS,
    Architecture,
    Method,
    Outcome,
    Record,
    Tally,
    succeeding,
    trials,
)
from ganreg.benchmark.architectures.tally import Scores
from ganreg.plot import check_plotting
from ganreg.plot.architectures import save_architectures
from ganreg.theory.requirement import required

Methods = Sequence[Method]


def opened(path: Path | None, seed: int, iterations: int, methods: Methods) -> Record:
    """A new record, with the outcomes that a file holds already.

    Raises:
        CheckpointError: the file was made with other settings, or is none.
    """
    record = Record(seed=seed, iterations=iterations, methods=tuple(methods))
    return record if path is None or not path.exists() else record.with_former(Record.read(path))


def check(record: Record, methods: Methods, plot: Path | None) -> None:
    """Find out before hours of training what cannot be trained, measured or drawn."""
    required("ot")
    if plot is not None:
        check_plotting()
    for method in methods:
        method.gan(Architecture.drawn(record.seed, 0), record.iterations)


def trained(record: Record, methods: Methods, count: int, jobs: int, path: Path | None) -> None:
    """Train what is missing; each outcome is told, and kept in the file."""
    total, console = len(record.missing(methods, count)), Console(stderr=True, highlight=False)
    columns = (BarColumn(bar_width=None), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=total)
        for outcome in trials(record, methods, count, jobs):
            if path is not None:
                record.save(path)
            progress.console.print(_told(outcome, record.seed), soft_wrap=True)
            progress.advance(task)


def _told(outcome: Outcome, seed: int) -> Text:
    """An outcome in a line."""
    architecture, quality = Architecture.drawn(seed, outcome.index), outcome.quality
    result = "diverged   " if quality is None else f"{quality.score:+.2f}  {quality.modes:2d} modes"
    return Text.assemble(
        f"{outcome.index:4d}  {outcome.method:<10} ",
        (result, "green" if outcome.score >= HEADLINE else "red"),
        f"  {outcome.seconds:5.1f} s",
        (f"  critic {architecture.critic}; generator {architecture.generator}", "dim"),
    )


def show(record: Record, methods: Methods, count: int) -> None:
    """How many architectures reach each score, under each method and in pairs with the first; then in words."""
    console, scores = Console(highlight=False), _scores(record, methods, count)
    if not any(scores.values()):
        return
    console.print(_shares(scores))
    first, *others = scores
    for other in others:
        console.print(_pairs(first, other, scores))
    for name in scores:
        console.print(Text(_verdict(name, scores[name])))


def draw(record: Record, methods: Methods, count: int, path: Path | None) -> None:
    """Draw the scores, if there is a path and a score."""
    scores = _scores(record, methods, count)
    if path is not None and any(scores.values()):
        save_architectures(scores, path, headline=HEADLINE)


def _scores(record: Record, methods: Methods, count: int) -> dict[str, dict[int, float]]:
    return {method.name: record.scores(method, count) for method in methods}


def _shares(scores: Mapping[str, Scores]) -> Table:
    table = _table("Architectures that reach a score", "score ≥", *scores)
    for threshold in THRESHOLDS:
        counts = [f"{succeeding(found, threshold)}/{len(found)}" for found in scores.values()]
        _add(table, threshold, counts)
    return table


def _pairs(one: str, other: str, scores: Mapping[str, Scores]) -> Table:
    table = _table(f"{one} and {other}", "score ≥", f"only {other}", f"only {one}", "both", "none")
    for threshold in THRESHOLDS:
        tally = Tally.of(scores[one], scores[other], threshold)
        _add(table, threshold, [str(n) for n in (tally.only_other, tally.only_one, tally.both, tally.none)])
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=Text(title), title_style="bold", title_justify="left", box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(Text(column), justify="right")
    return table


def _add(table: Table, threshold: float, cells: Iterable[str]) -> None:
    table.add_row(f"{threshold:.1f}", *cells, style="bold" if threshold == HEADLINE else "")


def _verdict(method: str, scores: Scores) -> str:
    """How often a method has worked, beside what is expected and what is published."""
    worked = f"{method}: {succeeding(scores, HEADLINE)} of {len(scores)} work"
    published = f"; published {100 * PUBLISHED[method]:.1f} %, of 200 on images" if method in PUBLISHED else ""
    return f"{worked} (score ≥ {HEADLINE:g}: nearer to the grid than a Gaussian){published}."
