"""The mutants of a file's formulas: mutmut's operators, where a formula is computed.

mutmut runs mutants by itself too, but of undecorated functions alone: no property, no table of divergences, no default,
no flag of a class, of which this code is made. So only its operators are used, on the whole file.
"""

import difflib
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import attrs
import libcst as cst
from libcst.metadata import CodePosition, CodeRange, MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation import mutators

SILENT = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Raise, cst.Assert, cst.BaseString)
"""What computes nothing: types, imports, refusals, words."""

SAID = {"__repr__", "__str__", "__attrs_post_init__", "check", "describe", "check_ready"}
"""Functions that say or refuse something."""

DECLARED = {"Claim", "TypeVar", "cast", "isinstance", "len", "super", "field"}
"""Calls that declare, or whose arguments name types; mutmut leaves `len` and `isinstance` alone as well."""

BREAKING = (mutators.operator_assignment, mutators.operator_arg_removal)
"""None for an assigned value, for an argument, or an argument too few: nearly all break before they compute."""

OPERATORS = [pair for pair in mutators.mutation_operators if pair[1] not in (*BREAKING, mutators.operator_string)]


CHECKED = "strict"
"""The argument of `zip` that refuses unequal lengths."""


@attrs.frozen
class Mutant:
    """A changed file: its lines that are gone, those in their place, and all of its text."""

    path: str
    line: int
    before: str
    after: str
    text: str

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What tells it apart."""
        return self.path, self.line, self.before, self.after


def mutants(root: Path, path: str) -> list[Mutant]:
    """All mutants of a file's formulas, each once."""
    source = (root / path).read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = Formulas()
    wrapper.visit(visitor)
    lines = [0, *accumulate(len(line) for line in source.splitlines(keepends=True))]
    texts = dict.fromkeys(
        source[: _place(lines, span.start)] + wrapper.module.code_for_node(new) + source[_place(lines, span.end) :]
        for span, new in visitor.found
    )
    return [_mutant(path, source, text) for text in texts if text != source]


def _place(lines: list[int], position: CodePosition) -> int:
    return lines[position.line - 1] + position.column


class Formulas(cst.CSTVisitor):
    """Collects what to replace, and by what, outside what computes nothing."""

    METADATA_DEPENDENCIES = (WhitespaceInclusivePositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[CodeRange, cst.CSTNode]] = []
        self._skipped: set[int] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Mutate a node, unless it and all below are to be left alone."""
        if id(node) in self._skipped or isinstance(node, SILENT) or _declares(node) or _checks(node):
            return False
        self._skipped |= {id(part) for part in _silent_parts(node)}
        if not _is_parameter(node):
            new = list(_replacements(node))
            span = self.get_metadata(WhitespaceInclusivePositionProvider, node) if new else None
            self.found += [(span, other) for other in new]
        return True


def _replacements(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(node)
    if isinstance(node, cst.Call):
        yield from _without_one(node)


def _without_one(call: cst.Call) -> Iterator[cst.Call]:
    """mutmut's calls with one argument less, of which a call can do without: a named one, or the last."""
    kept = {id(arg) for arg in call.args[:-1] if arg.keyword is None} | {id(arg) for arg in call.args if _checks(arg)}
    for shorter in mutators.operator_arg_removal(call):
        if len(shorter.args) < len(call.args) and kept <= {id(arg) for arg in shorter.args}:
            yield shorter


def _declares(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.FunctionDef):
        return node.name.value in SAID
    if isinstance(node, cst.Call):
        return _name(node.func) in DECLARED or _name(node.func).endswith("Error")
    targets = node.targets if isinstance(node, cst.Assign) else ()
    return any(_name(target.target) in ("__all__", "claim", "name") for target in targets)


def _silent_parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The parts of a node that compute nothing: a guard's question, a class's bases, a parameter's documentation."""
    if isinstance(node, cst.If) and _raises(node.body):
        yield from (node.test, node.body)
    if isinstance(node, cst.ClassDef):
        yield from (*node.bases, *node.keywords)
    if _is_parameter(node):
        yield from (arg for arg in node.args if arg.keyword is not None or arg is not node.args[0])


def _checks(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == CHECKED


def _is_parameter(node: cst.CSTNode) -> bool:
    """Whether a node is `param(default, …)` or a parameter made by a function of that kind."""
    return isinstance(node, cst.Call) and (_name(node.func) == "param" or _name(node.func).endswith("_param"))


def _raises(body: cst.BaseSuite) -> bool:
    (*_, last) = body.body
    return isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[-1], cst.Raise)


def _name(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _mutant(path: str, source: str, text: str) -> Mutant:
    old, new = source.splitlines(), text.splitlines()
    blocks = [block for block in difflib.SequenceMatcher(None, old, new, False).get_opcodes() if block[0] != "equal"]
    first, last, start, end = blocks[0][1], blocks[-1][2], blocks[0][3], blocks[-1][4]
    return Mutant(path, first + 1, _joined(old[first:last]), _joined(new[start:end]), text)


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)
