"""The text of `docs/catalogue.md`, and of the table in `docs/convergence.md`."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ganreg.cli.catalogue import TITLES, Row, catalogue
from ganreg.component import Component
from ganreg.discovery import KINDS, Entry
from ganreg.registry import registry
from ganreg.support import support_of
from ganreg.theory.claims import EXEMPT, PROTOCOLS

BEGIN, END = "<!-- written by make catalogue -->", "<!-- end -->"
BACKENDS = {
    "numpy float32": {"name": "numpy", "dtype": "float32"},
    "numpy float64": {"name": "numpy", "dtype": "float64"},
    "torch float64": {"name": "torch", "dtype": "float64", "device": "cpu"},
}
ALONE = "formulas"
"""The column of what was checked without a backend: formulas against oracle, differences and published numbers."""

UNCHECKED = ("data", "backend")
"""Kinds that the kit has nothing to compare of: a data set is its own definition, a backend is what is checked."""

WORDS = {"pass": "passed", "fail": "FAILED", "set-aside": "aside", "not-run": "not run"}

INTRODUCTION = """\
# Catalogue

Everything that ganreg offers by name. This page is written by `make catalogue` from the registry and from what the
conformance kit found ([proof.md](proof.md)); a test holds it against both, so do not edit it.

- **proof**: *proven*, the reference computes it by a formula of its own, written from the paper and pinned to numbers;
  *of layers*, a network is what its layers are; *by hand*, its tests have the numbers worked out; *self-consistent*,
  only its own gradient and value agree.
- **formulas**: how many examples of its formulas passed by themselves: against the oracle, against differences, in
  either order.
- **numpy**, **torch**: how many checks of seeded examples passed in that precision, each against the float64 reference,
  with its default parameters and with others.
  *aside* are examples at a kink or badly conditioned, by the reference's own judgement; *not run* says why below.
  `cupy` shares the code of `numpy` and is run where there is a CUDA device: none of these numbers are from one.
- **Dirac-GAN**: whether training converges, circles or diverges with it, claimed and measured by the protocol of
  [convergence.md](convergence.md).
"""


def entries(kind: str) -> list[Entry]:
    """The components of one kind that come with ganreg."""
    return [entry for entry in registry().entries(kind) if entry.distribution == "ganreg"]


def page(found: Mapping[str, Any]) -> str:
    """The whole catalogue, from what was found."""
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    parts = [INTRODUCTION, f"Run with {versions}."]
    for kind in KINDS:
        rows = {row.name: row for row in catalogue(kind, parameters=True) if row.origin == "ganreg"}
        if rows:
            parts += [f"## {TITLES[kind]}", _summary(kind, rows, found["entries"])]
            parts += [_section(entry, rows[entry.spec.name], found["entries"]) for entry in entries(kind)]
    parts += ["## What a backend does not compute", SUPPORT, _exceptions()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


SUPPORT = """\
By the announcements of components and backends, which also refuse at run time. All else is computed
fully, to second order."""


def _exceptions() -> str:
    """Each component that is declared for a backend as less than full, and why."""
    own = [entry for kind in KINDS for entry in entries(kind) if kind not in UNCHECKED]
    pairs = [(one, of, support_of(one, of.spec.name, of)) for one in own for of in entries("backend")]
    rows = [
        [f"`{one.spec.kind}/{one.spec.name}`", f"`{of.spec.name}`", support.level, _escaped(support.reason)]
        for one, of, support in pairs
        if support.level != "full"
    ]
    return _table(["component", "backend", "declared", "why"], rows)


def with_table(text: str) -> str:
    """`convergence.md` with its table as it should be: what each component claims; a test measures every line."""
    before, _, rest = text.partition(BEGIN)
    rows = [_claimed(entry) for kind in KINDS if kind in PROTOCOLS for entry in entries(kind)]
    table = _table(["kind", "component", "verdict", "conditions", "shown by"], rows)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}"


def _claimed(entry: Entry) -> list[str]:
    claim, name = registry().load(entry).claim, entry.spec.name
    word, conditions, source = (claim.verdict, claim.conditions, claim.source) if claim else ("", "", "")
    return [entry.spec.kind, f"`{name}`", "none" if name in EXEMPT else word, EXEMPT.get(name, conditions), source]


def _summary(kind: str, rows: Mapping[str, Row], found: Mapping[str, Any]) -> str:
    """The table of one kind."""
    checks = [] if kind in UNCHECKED else ["proof", ALONE, *BACKENDS]
    claims = ["Dirac-GAN"] if kind in PROTOCOLS else []
    lines = []
    for name, row in rows.items():
        of = found.get(f"{kind}/{name}", {"proof": "not run", "runs": {}, "verdict": ""})
        outcomes = [of["proof"], *(_outcome(of["runs"].get(place)) for place in (ALONE, *BACKENDS))] if checks else []
        verdict = [of["verdict"]] if claims else []
        lines.append([f"[`{name}`](#{_anchor(kind, name)})", _codes(row.aliases), *outcomes, *verdict, row.source])
    return _table(["name", "aliases", *checks, *claims, "source"], lines)


def _anchor(kind: str, name: str) -> str:
    """Where a component's heading is: the second of a name has -1 behind it."""
    before = [e.spec.name for earlier in KINDS[: KINDS.index(kind)] for e in entries(earlier)]
    return f"{name}-{before.count(name)}" if name in before else name


def _outcome(counts: Mapping[str, int] | None) -> str:
    told = [f"{counts[status]} {word}" for status, word in WORDS.items() if counts[status]] if counts else []
    return ", ".join(told) or "not run"


def _section(entry: Entry, row: Row, found: Mapping[str, Any]) -> str:
    """One component: what it is, its parameters, what is not computed and why."""
    component = registry().load(entry) if row.parameters is not None else None
    parts = [f"### {row.name}", *(_prose(component) if component else [row.status])]
    if row.parameters:
        cells = [[f"`{p.name}`", f"`{p.default}`" if p.default else "required", p.doc] for p in row.parameters]
        parts.append(_table(["parameter", "default", "meaning"], cells))
    if component and component.claim:
        claim = component.claim
        parts.append(f"Claim: {claim.verdict}, {claim.conditions}.{f' {claim.source}.' if claim.source else ''}")
    parts += _limits(entry, found.get(f"{entry.spec.kind}/{row.name}", {}).get("reasons", []))
    return "\n\n".join(parts)


def _limits(entry: Entry, reasons: Iterable[str]) -> Iterator[str]:
    """What a backend does not compute, what must be installed, and what was not run."""
    for backend, support in entry.spec.support.items():
        if support.level != "full":
            yield f"`{backend}`: {support.level}. {support.reason}"
    for requirement in entry.spec.requires:
        yield f"Needs `{requirement.module}`: `{requirement.install}`."
    yield from (f"Not run: {_escaped(reason.rstrip('.'))}." for reason in reasons)


def _prose(component: type[Component]) -> Iterator[str]:
    """The paragraphs of a docstring that say what a component is; formulas under one another stay so."""
    for paragraph in inspect.cleandoc(component.__doc__ or "").split("\n\n"):
        if re.match(r"Source:|Args:|Raises:|>>>", paragraph):
            return
        if re.search(r"^(\w+:| ) {2,}", paragraph, re.MULTILINE):
            yield f"```text\n{paragraph}\n```"
        else:
            yield _escaped(paragraph if paragraph.startswith("- ") else " ".join(paragraph.split()))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escaped(text: str) -> str:
    """Text whose stars and angles are no markup, outside of code."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(p if p.startswith("`") else p.replace("*", "\\*").replace("<", "&lt;") for p in pieces)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
