"""Finding a user's function: by a name, or in a file of which only what the function needs is run.

A training script trains when it is imported. So of a file only the statements are executed on which the function
depends, in their order: imports, definitions, assignments, and calls on what was assigned.
"""

import ast
import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from ganreg.errors import ParameterError


@attrs.frozen
class Target:
    """A user's function.

    Args:
        function: what is called.
        owner: the class whose method it is, or None.
        name: as the user gave it.
        notes: what could not be run of its file.
    """

    function: Any
    owner: type | None = None
    name: str = ""
    notes: tuple[str, ...] = ()


def load(target: Any) -> Target:
    """The function of `package.module:function`, `module:Class.method` or `path/to/file.py:function`.

    Raises:
        ParameterError: it is not written so, or there is no such module, file or name.
    """
    if not isinstance(target, str):
        return of_object(target)
    place, colon, path = target.rpartition(":")
    if not colon or not path or not place:
        raise ParameterError(
            f"{target!r} names no function. Expected package.module:function, module:Class.method or "
            "path/to/file.py:function."
        )
    is_file = place.endswith(".py")
    module = _from_file(Path(place), path) if is_file else _from_module(place, path)
    return attrs.evolve(_looked_up(module, path), name=target, notes=tuple(getattr(module, "__skipped__", ())))


def of_object(function: Any) -> Target:
    """A function, a bound method, a class or another callable as a target."""
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return Target(function, owner if isinstance(owner, type) else None, name)


def _looked_up(module: ModuleType, path: str) -> Target:
    owner, found = None, module
    for name in path.split("."):
        owner = found if isinstance(found, type) else None
        try:
            static = isinstance(vars(found).get(name), (staticmethod, classmethod)) if owner else False
            found = getattr(found, name)
        except AttributeError as error:
            known = [key for key in vars(owner or module) if not key.startswith("__")]
            where = getattr(module, "__file__", None) or module.__name__
            why = "; ".join(getattr(module, "__skipped__", ())) or f"It has: {', '.join(known[:20])}"
            raise ParameterError(f"{where} has no {path!r}. {why}.") from error
    return Target(found, None if static else owner)


def _from_module(name: str, path: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError) as error:
        raise ParameterError(
            f"There is no module {name!r} ({error}). Give a file as path/to/file.py:function."
        ) from error
    if spec is None:
        raise ParameterError(f"There is no module {name!r}. Give a file as path/to/file.py:{path}.")
    source = Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None
    if source is None or not _trains(source):
        with contextlib.suppress(Exception, SystemExit):
            return importlib.import_module(name)
    if source is None:
        return importlib.import_module(name)
    return _from_file(source, path, name)


def _trains(source: Path) -> bool:
    """Whether a module has loops at its top level."""
    return any(isinstance(node, (ast.For, ast.While)) for node in ast.parse(source.read_text(encoding="utf-8")).body)


def _from_file(file: Path, path: str, name: str = "") -> ModuleType:
    if not file.is_file():
        raise ParameterError(f"There is no file {str(file)!r}.")
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    except SyntaxError as error:
        raise ParameterError(f"{file}, line {error.lineno}: {error.msg}. It is no program of Python 3.") from error
    module = ModuleType(name or file.stem)
    module.__file__ = str(file)
    module.__package__ = name.rpartition(".")[0]
    sys.modules.setdefault(module.__name__, module)
    _run(_needed(tree, path.partition(".")[0]), module, file)
    return module


def _run(statements: list[ast.stmt], module: ModuleType, file: Path) -> None:
    skipped: list[str] = []
    arguments, sys.argv = sys.argv, [str(file)]
    sys.path.insert(0, str(file.parent.resolve()))
    try:
        for statement in statements:
            try:
                exec(compile(ast.Module([statement], []), str(file), "exec"), vars(module))
            except ImportError as error:
                vars(module).update(_substitutes(statement))
                skipped.append(f"{file.name}:{statement.lineno}: {error}; an empty stand-in takes its place")
            except (Exception, SystemExit) as error:  # noqa: BLE001 - its own code may fail in any way
                skipped.append(f"{file.name}:{statement.lineno} was left out ({type(error).__name__}: {error})")
    finally:
        sys.argv = arguments
        sys.path.remove(str(file.parent.resolve()))
    vars(module)["__skipped__"] = skipped


class _Absent:
    """What stands for a name of a package that is not installed: a base class without methods, a decorator."""

    def __new__(cls, *args: Any, **_: Any) -> Any:
        return args[0] if len(args) == 1 and callable(args[0]) else super().__new__(cls)


class _AbsentModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Absent,), {})


def _substitutes(statement: ast.stmt) -> dict[str, Any]:
    """Stand-ins for what an import statement would bind."""
    names = _binds(statement)
    if isinstance(statement, ast.ImportFrom):
        return {name: type(name, (_Absent,), {}) for name in names}
    return {name: _AbsentModule(name) for name in names}


def _needed(tree: ast.Module, name: str) -> list[ast.stmt]:
    """The statements on which a name depends, and all imports."""
    statements = list(_flat(tree.body))
    wanted, chosen = {name}, set()
    while True:
        more = {s for s in statements if s not in chosen and (_binds(s) & wanted or _acts_on(s, wanted))}
        more = {s for s in more if not isinstance(s, (ast.Import, ast.ImportFrom))}
        if not more:
            break
        chosen |= more
        wanted |= {used for s in more for used in _uses(s)}
    return [s for s in statements if s in chosen or (_binds(s) & wanted) or _is_star(s)]


def _is_star(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and any(alias.name == "*" for alias in statement.names)


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Top-level statements, those in `if`, `try` and `with` among them."""
    for statement in body:
        if isinstance(statement, ast.If) and _is_main(statement):
            yield from _flat(statement.body)
        elif isinstance(statement, ast.If):
            yield statement
        elif isinstance(statement, (ast.Try, ast.With)):
            yield from _flat(statement.body) if isinstance(statement, ast.With) else [statement]
        else:
            yield statement


def _is_main(statement: ast.If) -> bool:
    return "__name__" in {node.id for node in ast.walk(statement.test) if isinstance(node, ast.Name)}


def _binds(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a value."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
        return {statement.name}
    if isinstance(statement, (ast.For, ast.While)):
        return set()
    return (
        {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        | {
            bound
            for inner in ast.walk(statement)
            if isinstance(inner, (ast.Import, ast.ImportFrom))
            for bound in _binds(inner)
        }
        | {inner.name for inner in ast.walk(statement) if isinstance(inner, (ast.FunctionDef, ast.ClassDef))}
    )


def _acts_on(statement: ast.stmt, names: set[str]) -> bool:
    """Whether a statement is a call such as `parser.add_argument(...)` on one of these names."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    inner: Any = call.func if isinstance(call, ast.Call) else None
    while isinstance(inner, (ast.Attribute, ast.Call)):
        inner = inner.value if isinstance(inner, ast.Attribute) else inner.func
    acts = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and isinstance(inner, ast.Name)
    return acts and inner.id in names and call.func.attr in ("add_argument", "set_defaults", "add_argument_group")  # type: ignore[union-attr]


def _uses(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
