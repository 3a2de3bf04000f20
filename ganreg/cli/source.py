"""Where in its source something is defined. The source is read, never run, whatever it would do."""

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, resolve_name
from pathlib import Path
from typing import Any

import attrs


@attrs.frozen
class Definition:
    """A class, function or assignment in a file."""

    file: str
    node: ast.stmt

    @property
    def place(self) -> str:
        """`file:line`, as editors and terminals understand it."""
        return f"{self.file}:{self.node.lineno}"


def definition_of(target: Any) -> Definition | None:
    """The definition of a class, or of what a string `"module:attribute"` means; None where no source tells it.

    >>> definition_of("ganreg.losses:Wasserstein").place.rpartition("/")[2].partition(":")[0]
    'wasserstein.py'
    """
    if not isinstance(target, str):
        target = f"{getattr(target, '__module__', '')}:{getattr(target, '__qualname__', '')}"
    module, _, attribute = target.partition(":")
    return _found(module, attribute, frozenset())


def has_module(target: str) -> bool:
    """Whether the module is there that a string `"module:attribute"` means."""
    return _spec(target.partition(":")[0]) is not None


def _found(module: str, attribute: str, passed: frozenset[tuple[str, str]]) -> Definition | None:
    """The definition in a module, or in the one that the module takes it from."""
    spec = _spec(module)
    name, *inner = attribute.split(".")
    if spec is None or not spec.origin or (module, attribute) in passed:
        return None
    for statement in _statements(_body(spec.origin)):
        if isinstance(statement, ast.ImportFrom):
            origin = _taken(statement, name, spec)
            if origin:
                return _found(origin[0], ".".join([origin[1], *inner]), passed | {(module, attribute)})
        elif name in _names(statement):
            node = _inner(statement, inner)
            return Definition(spec.origin, node) if node else None
    return None


def _taken(statement: ast.ImportFrom, name: str, spec: ModuleSpec) -> tuple[str, str] | None:
    """The module and the name that an import statement takes a name from."""
    for taken in statement.names:
        if (taken.asname or taken.name) == name:
            return resolve_name("." * statement.level + (statement.module or ""), spec.parent), taken.name
    return None


def _names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _inner(statement: ast.stmt, path: Sequence[str]) -> ast.stmt | None:
    """What is defined inside of a class."""
    for name in path:
        within = [inner for inner in getattr(statement, "body", ()) if name in _names(inner)]
        if not within:
            return None
        statement = within[-1]
    return statement


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those under its `if` and `try` too."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.If, ast.Try, ast.With)):
            blocks = [statement.body, getattr(statement, "orelse", []), getattr(statement, "finalbody", [])]
            blocks += [handler.body for handler in getattr(statement, "handlers", [])]
            for block in blocks:
                yield from _statements(block)


def _spec(module: str) -> ModuleSpec | None:
    """Where a module is. Unlike `find_spec`, this imports not even the packages around it."""
    spec = getattr(sys.modules.get(module), "__spec__", None)
    if isinstance(spec, ModuleSpec):
        return spec
    parent, _, _ = module.rpartition(".")
    try:
        if not parent:
            return find_spec(module) if module else None
        package = _spec(parent)
        folders = package.submodule_search_locations if package else None
        return PathFinder.find_spec(module, list(folders)) if folders is not None else None
    except (ImportError, ValueError):
        return None


@cache
def _body(file: str) -> list[ast.stmt]:
    """The statements of a file; none where it is no source."""
    try:
        return ast.parse(Path(file).read_text(encoding="utf-8")).body
    except (OSError, SyntaxError, ValueError, RecursionError):
        return []
