"""What a function's arguments are for: by their names, and by what its code does with them."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import attrs

from ganreg.conformance.verification import roles


@attrs.frozen
class Argument:
    """One argument.

    Args:
        name: as it is written.
        role: what it is for, or empty.
        default: its default, or `inspect.Parameter.empty`.
        positional: whether it can only be given by place.
    """

    name: str
    role: str
    default: Any
    positional: bool = False

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is inspect.Parameter.empty


def syntax_of(function: Any) -> ast.AST | None:
    """The function's syntax tree, with the line numbers of its file; None where there is no source."""
    try:
        lines, first = inspect.getsourcelines(inspect.unwrap(function))
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError, IndentationError):
        return None
    ast.increment_lineno(tree, first - 1)
    return tree


def arguments_of(function: Any, claim: str) -> list[Argument]:
    """The arguments of a callable with their roles, in order; `*args` and `**kwargs` are left out."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    named = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    tree = syntax_of(function if not inspect.isclass(function) else function.__init__)
    given = {p.name: _role(p, tree, claim) for p in named}
    has_critic = roles.CRITIC in given.values() or _calls_critic(tree)
    if claim == "loss" and not has_critic:
        given = {name: SCORES_OF.get(role, role) for name, role in given.items()}
    if claim != "loss" and has_critic and not _differentiated(tree, given):
        given = {name: SAMPLES_OF.get(role, role) for name, role in given.items()}
    if claim == "loss" and not has_critic:
        given |= {p.name: _number(p, given[p.name], tree) for p in named if p.default is p.empty}
    _by_elimination(named, given, claim)
    return [Argument(p.name, given[p.name], p.default, p.kind is p.POSITIONAL_ONLY) for p in named]


SCORES_OF = {roles.REAL: roles.REAL_SCORES, roles.FAKE: roles.FAKE_SCORES}


SAMPLES_OF = {scores: samples for samples, scores in SCORES_OF.items()}


def _differentiated(tree: ast.AST | None, given: dict[str, str]) -> bool:
    """Whether one of the arguments is what is differentiated."""
    return tree is not None and any(_use(name, tree) == roles.SCORES for name in given)


def _calls_critic(tree: ast.AST | None) -> bool:
    """Whether the code calls a critic of its own, `self.D(x)`."""
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree is not None else []
    return any(roles.role_of(_last(f)) == roles.CRITIC or _is_self(f) for f in called)


def _is_self(called: ast.expr) -> bool:
    """Whether `self(x)` or `self.forward(x)` is called: the method of a critic on itself."""
    if isinstance(called, ast.Attribute):
        return called.attr == "forward" and isinstance(called.value, ast.Name) and called.value.id == "self"
    return isinstance(called, ast.Name) and called.id == "self"


NUMBERS = ("", roles.WEIGHT, roles.EPSILON, roles.BOUND)
"""Roles of what may be a number in a loss of given scores."""


def _number(parameter: inspect.Parameter, role: str, tree: ast.AST | None) -> str:
    """The role in a loss, where it is a number that is added or a factor."""
    if roles.is_term(parameter.name):
        return roles.ADDED
    if role not in NUMBERS or tree is None:
        return role
    is_number = parameter.annotation in (float, int, "float", "int")
    if _is_operand(parameter.name, tree, (ast.Mult, ast.Div)) and (role or _has_factor_name(parameter.name)):
        return roles.FACTOR
    return roles.FACTOR if is_number else role


def _has_factor_name(name: str) -> bool:
    return any(part in name.lower() for part in ("coef", "weight", "lam", "factor", "scale"))


def _is_operand(name: str, tree: ast.AST, operators: tuple[type[ast.operator], ...]) -> bool:
    """Whether a name stands on a side of one of these operators."""
    return any(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, operators)
        and any(isinstance(side, ast.Name) and side.id == name for side in (node.left, node.right))
        for node in ast.walk(tree)
    )


def _role(parameter: inspect.Parameter, tree: ast.AST | None, claim: str) -> str:
    name = parameter.name
    used = _use(name, tree) if tree is not None else ""
    role = used or roles.role_of(name)
    if claim == "projection" and name in ("c", "value", "v"):
        return roles.BOUND
    if role in ("", roles.CONFIG) and name in OPTIMIZERS and (name != "opt" or _steps(name, tree)):
        return roles.GENERATOR_OPTIMIZER if _is_of_generator(tree) else roles.CRITIC_OPTIMIZER
    if role == roles.CRITIC and used != roles.CRITIC and isinstance(parameter.default, (int, float, bool)):
        return ""
    return role


OPTIMIZERS = ("optimizer", "optimiser", "optim", "solver", "opt")
"""Names of an optimizer that do not say whose it is: the function's name does."""


def _steps(name: str, tree: ast.AST | None) -> bool:
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree is not None else []
    return any(isinstance(f, ast.Attribute) and f.attr == "step" and _is_name(f.value, name) for f in called)


def _is_of_generator(tree: ast.AST | None) -> bool:
    body = getattr(tree, "body", [None])[0]
    name = str(getattr(body, "name", "")).lower()
    return "gen" in name or name.endswith("_g") or name.startswith("g_")


def _use(name: str, tree: ast.AST) -> str:
    """What the code does with a name: it is called, or differentiated."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id == name:
            known = roles.role_of(name)
            return known if known in (roles.GENERATOR, roles.LOGGER) else roles.CRITIC
        if _last(called).endswith("grad") and len(node.args) + len(node.keywords) > 1:
            places = {k.arg: k.value for k in node.keywords} | dict(zip(("outputs", "inputs"), node.args, strict=False))
            if _is_name(places.get("outputs"), name):
                return roles.SCORES
            if _is_name(places.get("inputs"), name) and not _assigned(name, tree) and _scores_given(places, tree):
                return roles.POINTS
    return ""


def _scores_given(places: dict[Any, Any], tree: ast.AST) -> bool:
    """Whether the outputs of a `grad` call are an argument or made of one by `.sum()`."""
    outputs = places.get("outputs")
    names = [node.id for node in ast.walk(outputs) if isinstance(node, ast.Name)] if outputs is not None else []
    return any(_is_name(outputs, name) and not _assigned(name, tree) for name in names)


def _assigned(name: str, tree: ast.AST) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in ast.walk(tree))


def _last(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _is_name(node: Any, name: str) -> bool:
    """Whether an expression is a name, or made of it by its methods: `y.sum()`, `[x]`."""
    while not isinstance(node, ast.Name):
        if isinstance(node, (ast.List, ast.Tuple)) and node.elts:
            node = node.elts[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        else:
            return False
    return node.id == name


SOFT = (roles.LABELS, roles.SCORES, roles.EPSILON, roles.GRADIENTS)
"""Roles that a name suggests, but that give way to samples where those are missing."""


REAL_BESIDE_FAKE = ("fx", "f_x")
"""Names of f(x), which alone might be those of fake samples."""


def _by_elimination(parameters: list[inspect.Parameter], given: dict[str, str], claim: str) -> None:
    """Give what has no role the roles that the claim needs and that nobody has, in order; and part doublets."""
    pairs = {roles.REAL: roles.FAKE, roles.REAL_SCORES: roles.FAKE_SCORES}
    for one, other in pairs.items():
        for mine, yours in ((one, other), (other, one)):
            having = [name for name, role in given.items() if role == mine]
            if len(having) == 2 and yours not in given.values():
                having.sort(key=lambda name: name in REAL_BESIDE_FAKE)
                first, second = having if mine == one else having[::-1]
                given[second if mine == one else first] = yours
    has_both = _has(given, roles.REAL) and _has(given, roles.FAKE)
    if claim != "loss" and _has(given, roles.CRITIC) and not has_both and not _has(given, roles.POINTS):
        for parameter in parameters:
            if parameter.default is parameter.empty and given[parameter.name] in SOFT and not _has(given, roles.FAKE):
                given[parameter.name] = roles.FAKE if _has(given, roles.REAL) else roles.REAL
    if claim == "loss":
        needed: tuple[str, ...] = (roles.REAL_SCORES, roles.FAKE_SCORES)
        if sum(p.default is p.empty and given[p.name] in ("", *needed) for p in parameters) == 1:
            needed = (roles.FAKE_SCORES,)  # a generator's loss
        wanted = [] if _has(given, roles.REAL, roles.FAKE, roles.SCORES) else _missing(given, needed)
    elif roles.SCORES in given.values():
        wanted = _missing(given, (roles.POINTS,))
    else:
        wanted = _missing(given, (roles.CRITIC, roles.REAL, roles.FAKE))
    for parameter in parameters:
        if not given[parameter.name] and parameter.default is parameter.empty and wanted:
            given[parameter.name] = wanted.pop(0)


def _has(given: dict[str, str], *some: str) -> bool:
    return any(role in given.values() for role in some)


def _missing(given: dict[str, str], needed: tuple[str, ...]) -> list[str]:
    return [role for role in needed if role not in given.values()]


Provide = Callable[[str], Any]
