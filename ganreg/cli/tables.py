"""The catalogue, well set."""

import json
from collections.abc import Iterator, Sequence

import attrs
import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ganreg.claim import Claim
from ganreg.cli.catalogue import READY, TITLES, Row
from ganreg.cli.computed import left_out, support_lines
from ganreg.cli.documentation import cells_of, is_table
from ganreg.cli.parameters import Parameter
from ganreg.discovery import Failure

OWN = "ganreg"
"""The distribution that goes without saying in a list."""


def print_json(rows: Sequence[Row], failures: Sequence[Failure]) -> None:
    """One JSON object: `components` and `failures`."""
    whole = {"components": [attrs.asdict(row) for row in rows], "failures": [attrs.asdict(f) for f in failures]}
    typer.echo(json.dumps(whole, indent=2, ensure_ascii=False))


def print_tables(rows: Sequence[Row], failures: Sequence[Failure], *, pages: bool, closing: str = "") -> None:
    """What each component is, kind by kind.

    Args:
        rows: the components.
        pages: whether to tell all that is known of each.
        failures: the plugins that could not be loaded; they have a table of their own.
        closing: a last line.
    """
    console = Console(highlight=False)
    for kind, title in TITLES.items():
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind:
            _print(console, title, [part for row in of_kind for part in _page(row)] if pages else [_list(of_kind)])
    if failures:
        _print(console, "Plugins that failed to load", [_failed(failures)])
        console.print(Text("ganreg doctor --debug shows where they failed."))
    if closing:
        console.print(Text(closing))


def _print(console: Console, title: str, tables: Sequence[Padding]) -> None:
    console.print(Text(title, style="bold"), *tables, "", sep="\n")


def _list(rows: Sequence[Row]) -> Padding:
    """For each component its name and what it is; then its other names, and what is unusual about it."""
    table = _grid()
    for row in rows:
        table.add_row(Text(row.name, style="cyan"), _line(row))
        if row.formula:
            table.add_row("", Text(row.formula))
        if row.status != READY:
            table.add_row("", Text(row.status, style="yellow"))
    return Padding(table, (0, 0, 0, 2))


def _line(row: Row) -> Text:
    pieces = [row.meaning] if row.meaning else []
    if row.aliases:
        pieces.append(f"Also {', '.join(row.aliases)}.")
    pieces += [f"{words} {', '.join(backends)}." for words, backends in left_out(row.support).items()]
    if row.devices:
        pieces.append(f"On {', '.join(row.devices)}.")
    if row.origin != OWN:
        pieces.append(f"From {_origin(row)}.")
    line = Text(" ".join(pieces))
    line.stylize("dim", len(row.meaning))
    return line


def _page(row: Row) -> Iterator[Padding]:
    """A component with all that is known of it: its name, facts, parameters."""
    yield Padding(Text(row.name, style="bold cyan"), (0, 0, 0, 2))
    for paragraph in filter(None, (row.meaning, row.formula, *row.about)):
        yield Padding(_columns(paragraph) if is_table(paragraph) else Text(paragraph), (0, 0, 1, 4))
    facts = _grid()
    for label, text in _facts(row):
        facts.add_row(Text(label, style="dim"), Text(text, style="yellow" if label == "status" else ""))
    yield Padding(facts, (0, 0, 1, 4))
    if row.parameters:
        yield _parameters(row.parameters)


def _columns(paragraph: str) -> Table:
    """A table of the documentation."""
    head, *rows = cells_of(paragraph)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in head:
        table.add_column(title, overflow="fold", no_wrap=title == head[0])
    for row in rows:
        table.add_row(*(Text(cell.strip("`")) for cell in row))
    return table


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    """What there is to say beside the parameters: a word for it, and the text."""
    if row.aliases:
        yield "also", ", ".join(row.aliases)
    if row.source:
        yield "source", row.source
    if row.claim is not None:
        yield "Dirac-GAN", _claimed(row.claim)
    if row.devices:
        yield "devices", ", ".join(row.devices)
    yield from support_lines(row.support)
    yield "from", _origin(row)
    if row.status != READY:
        yield "status", row.status


def _claimed(claim: Claim) -> str:
    """A claim of local convergence as a clause."""
    source = f" ({claim.source})" if claim.source else ""
    return f"{claim.verdict}, {claim.conditions}{source}" if claim.conditions else f"{claim.verdict}{source}"


def _origin(row: Row) -> str:
    return f"{row.origin} {row.version}".strip()


def _parameters(parameters: Sequence[Parameter]) -> Padding:
    table = _grid()
    for parameter in parameters:
        default = f"{parameter.name} = {parameter.default}" if parameter.default else f"{parameter.name}, required"
        text = Text(parameter.doc)
        text.append(f" ({parameter.expected})" if parameter.expected else "", style="dim")
        table.add_row(Text(default, style="cyan"), text)
    return Padding(table, (0, 0, 1, 4))


def _failed(failures: Sequence[Failure]) -> Padding:
    table = _grid()
    for failure in failures:
        table.add_row(Text(f"{failure.plugin} {failure.version}".strip()), Text(failure.error, style="red"))
    return Padding(table, (0, 0, 0, 2))


def _grid() -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", no_wrap=True)
    table.add_column(overflow="fold")
    return table
