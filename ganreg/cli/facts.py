"""Facts on a screen, and values as JSON."""

import json
from collections.abc import Iterable
from typing import Any

import attrs
import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

ODD, WRONG = "yellow", "red"
"""The styles of what somebody should look at, and of what does not work."""

WIDEST = 24
"""Columns for words, so that enough is left for what is said under them."""


@attrs.frozen
class Fact:
    """A word and what there is to say under it; without a word, it goes on with what the fact before says."""

    word: str
    text: str
    style: str = ""


def print_facts(title: str, facts: Iterable[Fact]) -> None:
    """A title, and under it the facts that are not empty."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", max_width=WIDEST)
    table.add_column(overflow="fold")
    for fact in facts:
        if fact.text:
            table.add_row(Text(fact.word, style="cyan"), Text(fact.text, style=fact.style))
    Console(highlight=False).print(Text(title, style="bold"), Padding(table, (0, 0, 0, 2)), "", sep="\n")


def print_object(value: Any) -> None:
    """Mappings, lists and attrs values as one JSON object."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    return attrs.asdict(value, recurse=False) if attrs.has(type(value)) else str(value)
