"""The catalogue, well set."""

import json
from collections.abc import Sequence

import attrs
import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ganreg.cli.catalogue import READY, TITLES, Row
from ganreg.discovery import Failure

COLUMNS = ("name", "aliases", "origin", "version", "status")


def print_json(rows: Sequence[Row], failures: Sequence[Failure]) -> None:
    """One JSON object: `components` and `failures`."""
    whole = {"components": [attrs.asdict(row) for row in rows], "failures": [attrs.asdict(f) for f in failures]}
    typer.echo(json.dumps(whole, indent=2, ensure_ascii=False))


def print_tables(rows: Sequence[Row], failures: Sequence[Failure]) -> None:
    """A table for each kind, their columns aligned, and one of the plugins that could not be loaded."""
    console = Console(highlight=False)
    widths = [max(map(len, column)) for column in zip(COLUMNS, *map(_cells, rows), strict=True)][:-1]
    for kind, title in TITLES.items():
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind:
            _print(console, title, _tables(of_kind, widths))
    if failures:
        _print(console, "Plugins that failed to load", [_failed(failures)])


def _print(console: Console, title: str, tables: Sequence[Padding]) -> None:
    console.print(Text(title, style="bold"), *tables, "", sep="\n")


def _tables(rows: Sequence[Row], widths: Sequence[int]) -> list[Padding]:
    """One table of all components; or where parameters are told, for each component one with them below."""
    if all(row.parameters is None for row in rows):
        return [_table(rows, widths)]
    return [part for row in rows for part in _told(row, widths, header=row is rows[0])]


def _told(row: Row, widths: Sequence[int], header: bool) -> list[Padding]:
    """A component, and below it what is known of it."""
    meaning = [Padding(Text(row.meaning), (0, 0, 0, 6))] if row.meaning else []
    return [_table([row], widths, header=header), *meaning, _parameters(row)]


def _table(rows: Sequence[Row], widths: Sequence[int], header: bool = True) -> Padding:
    table = _empty(*COLUMNS, header=header)
    for column, width in zip(table.columns, widths, strict=False):
        column.min_width = width
    for row in rows:
        *facts, status = _cells(row)
        table.add_row(*map(Text, facts), Text(status, style="green" if status == READY else "yellow"))
    return Padding(table, (0, 0, 0, 2))


def _cells(row: Row) -> tuple[str, ...]:
    return row.name, ", ".join(row.aliases), row.origin, row.version, row.status


def _parameters(row: Row) -> Padding:
    table = _empty("parameter", "meaning", header=False)
    for parameter in row.parameters or ():
        default = f"{parameter.name} = {parameter.default}" if parameter.default else f"{parameter.name}, required"
        table.add_row(Text(default, style="cyan"), Text(parameter.doc))
    return Padding(table, (0, 0, 0, 6))


def _failed(failures: Sequence[Failure]) -> Padding:
    table = _empty("plugin", "cause")
    for failure in failures:
        table.add_row(Text(failure.plugin), Text(failure.error, style="red"))
    return Padding(table, (0, 0, 0, 2))


def _empty(*columns: str, header: bool = True) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False, show_header=header)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in ("name", "version"))
    return table
