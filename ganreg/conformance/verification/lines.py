"""The line of the user's code to change, where it can be found."""

import ast
import inspect
import linecache
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.signature import syntax_of

ROOTS = ("norm", "vector_norm", "sqrt", "sum", "pow", "square", "view", "reshape", "flatten")
DRAWS = (
    "rand",
    "randn",
    "random",
    "uniform",
    "uniform_",
    "normal_",
    "normal",
    "rand_like",
    "randn_like",
    "Tensor",
    "sample",
    "beta",
)


def line_of(function: Any, what: str) -> str:
    """`file:line: code` of the first line that does something.

    Args:
        function: the user's.
        what: `norm`, `sampling`, `square`, `mean`, `gradient`, `root`, `clip`, `step`, `weight`, `detach`, `backward`.
    """
    tree = syntax_of(function)
    if tree is None:
        return ""
    finder = FINDERS.get(what)
    found = sorted(finder(tree)) if finder else []
    return quoted(function, found[0]) if found else ""


def quoted(function: Any, number: int) -> str:
    """A line of the file in which a function is written."""
    try:
        file = inspect.getsourcefile(inspect.unwrap(function)) or ""
    except TypeError:
        return ""
    code = linecache.getline(file, number).strip()
    return f"{Path(file).name}:{number}: {code}" if code else ""


def _calls(tree: ast.AST, names: tuple[str, ...]) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in names:
            yield node.end_lineno or node.lineno if isinstance(node.func, ast.Attribute) else node.lineno


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _after_gradient(tree: ast.AST, names: tuple[str, ...]) -> Iterator[int]:
    """Calls of these names after the gradient was taken."""
    taken = min(_calls(tree, ("grad",)), default=0)
    found = [line for line in _calls(tree, names) if line >= taken]
    yield from found or _calls(tree, names)


def _sampling(tree: ast.AST) -> Iterator[int]:
    drawn = list(_calls(tree, DRAWS))
    if drawn:
        yield from drawn
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(_is_mixture(target) for target in node.targets):
            yield node.lineno


def _is_mixture(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and roles.role_of(target.id) in (roles.EPSILON, roles.POINTS)


def _powers(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield node.lineno
    yield from _calls(tree, ("pow", "square"))


def _last_of(lines: Iterator[int]) -> Iterator[int]:
    found = sorted(lines)
    yield from found[-1:]


def _function_of_norms(tree: ast.AST) -> Iterator[int]:
    """The last line with a mean, a sum or a power."""
    found = sorted(
        [*_powers(tree), *_calls(tree, ("mean", "sum", "relu", "clamp", "max", "abs", "MSELoss", "mse_loss"))]
    )
    yield from found[-1:]


def _norm(tree: ast.AST) -> Iterator[int]:
    """Calls by which norms are taken; where there are none, what norms are made of."""
    names = ("norm", "vector_norm", "sqrt")
    yield from _after_gradient(tree, names if any(_calls(tree, names)) else ROOTS)


FINDERS: dict[str, Any] = {
    "norm": _norm,
    "sampling": _sampling,
    "function": _function_of_norms,
    "gradient": lambda tree: _calls(tree, ("grad",)),
    "root": lambda tree: _after_gradient(tree, ("sqrt", "norm")),
    "detach": lambda tree: _calls(tree, ("detach", "no_grad", "item")),
    "clip": lambda tree: _calls(tree, ("clamp_", "clamp", "clip_", "clip", "copy_")),
    "step": lambda tree: _calls(tree, ("step",)),
    "backward": lambda tree: _calls(tree, ("backward",)),
}  # fmt: skip
