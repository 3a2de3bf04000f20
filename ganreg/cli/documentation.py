"""What a component says of itself: its docstring, read from its source, which is not run."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from ganreg.cli.source import definition_of

APART = re.compile(r"Source:|Args:|Raises:|>>>")
"""How a paragraph begins that has a place of its own elsewhere, as have all after it."""


def paragraphs_of(target: Any) -> list[str]:
    """The paragraphs of a class's docstring that say what it is; none where it cannot be read.

    Args:
        target: the class, or a string `"module:name"`, for which nothing is imported.

    >>> paragraphs_of("ganreg.constraints.points:Real")
    ['The real samples themselves (R1).']
    """
    text = _docstring(target) if isinstance(target, str) else target.__doc__
    parts = inspect.cleandoc(text or "").split("\n\n")
    return [_laid_out(part) for part in takewhile(lambda part: not APART.match(part), parts) if part]


def is_formula(paragraph: str) -> bool:
    """Whether a paragraph is formulas under one another, such as those of both players.

    >>> is_formula("critic:    E f(x̃) − E f(x)"), is_formula("Scores are logits.")
    (True, False)
    """
    return re.search(r"^(\w+:| ) {2,}", paragraph, re.MULTILINE) is not None


def is_table(paragraph: str) -> bool:
    """Whether a paragraph is a table, with bars between its columns."""
    return paragraph.startswith("|")


def cells_of(table: str) -> Iterator[list[str]]:
    r"""The rows of such a table, without the rule below its head.

    >>> list(cells_of("| a | b |\n|---|---|\n| 1 | 2 |"))
    [['a', 'b'], ['1', '2']]
    """
    for line in table.splitlines():
        if not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def _laid_out(paragraph: str) -> str:
    """Running text in one line, everything else as it stands."""
    fixed = is_formula(paragraph) or is_table(paragraph) or paragraph.startswith("- ")
    return paragraph if fixed else " ".join(paragraph.split())


def _docstring(target: str) -> str | None:
    """The docstring of the class that a string refers to."""
    found = definition_of(target)
    return ast.get_docstring(found.node) if found and isinstance(found.node, ast.ClassDef) else None
