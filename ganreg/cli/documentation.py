"""What a component says of itself: its docstring, read from its source, which is not run."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import Any

APART = re.compile(r"Source:|Args:|Raises:|>>>")
"""How a paragraph begins that has a place of its own elsewhere, as have all after it."""


def paragraphs_of(target: Any) -> list[str]:
    """The paragraphs of a class's docstring that say what it is; none where it cannot be read.

    Args:
        target: the class, or a string `"module:name"`; of a string, only the packages around the module are imported.

    >>> paragraphs_of("ganreg.constraints.points:Real")
    ['The real samples themselves (R1).']
    """
    text = _docstring(*target.split(":")) if isinstance(target, str) else target.__doc__
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


def _docstring(module: str, name: str) -> str | None:
    """The docstring of a class in a module, or in the one that the module takes it from."""
    for statement in _body(module):
        if isinstance(statement, ast.ClassDef) and statement.name == name:
            return ast.get_docstring(statement)
        if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            for taken in statement.names:
                if (taken.asname or taken.name) == name:
                    return _docstring(statement.module, taken.name)
    return None


@cache
def _body(module: str) -> list[ast.stmt]:
    """The statements of a module; none where there is no source."""
    try:
        found = find_spec(module)
        source = Path(found.origin).read_text(encoding="utf-8") if found and found.origin else ""
        return ast.parse(source).body
    except (ImportError, OSError, SyntaxError, ValueError):
        return []
