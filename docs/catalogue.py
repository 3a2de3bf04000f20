"""Write `docs/catalogue.md` from the registry and from what the conformance kit finds; `make catalogue` runs it.

    python docs/catalogue.py          run every check, keep what was found in catalogue.json, write the pages
    python docs/catalogue.py --pages  write the pages from what was found before

The exit status is 1, and nothing is written, if a check fails or a verdict is not what a component claims.
"""

import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from catalogue_page import BACKENDS, UNCHECKED, entries, page, with_table

from ganreg.backend import AbstractBackend
from ganreg.component import Component
from ganreg.conformance.examples import examples
from ganreg.conformance.survey import survey
from ganreg.discovery import KINDS, Entry
from ganreg.registry import registry
from ganreg.theory import measured
from ganreg.theory.claims import EXEMPT, PROTOCOLS

HERE = Path(__file__).parent
PAGE, FOUND, CONVERGENCE = HERE / "catalogue.md", HERE / "catalogue.json", HERE / "convergence.md"

COMPOSED = {"network": "of layers", "game": "by hand", "schedule": "by hand"}
"""Kinds without oracles of their own, and what stands for their proof."""


def checked() -> list[Entry]:
    """The components of all kinds that the kit has something to compare of."""
    return [entry for kind in KINDS if kind not in UNCHECKED for entry in entries(kind)]


def collect() -> dict[str, Any]:
    """Run everything: for each component what its checks found, its proof, and its measured verdict."""
    backends = {name: registry().resolve("backend", dict(given)) for name, given in BACKENDS.items()}
    found = {}
    for entry in checked():
        found[label(entry)] = found_of(entry, backends)
        print(".", end="", flush=True)
    print()
    return {"versions": {name: version(name) for name in ("numpy", "torch")}, "entries": found}


def found_of(entry: Entry, backends: Mapping[str, AbstractBackend]) -> dict[str, Any]:
    """What is kept of one component."""
    runs, reasons = {}, dict[str, None]()
    for name, backend in backends.items():
        outcome = survey(entry, backend)
        runs[name] = dict(outcome.counts)
        reasons |= dict.fromkeys(outcome.reasons)
    verdict = _verdict(entry)
    return {"key": key(entry), "proof": proof(entry), "runs": runs, "reasons": list(reasons), "verdict": verdict}


def label(entry: Entry) -> str:
    """`loss/minimax`."""
    return f"{entry.spec.kind}/{entry.spec.name}"


def key(entry: Entry) -> str:
    """A hash of a component's announcement, its formulas and its oracle: what was found is stale once it differs."""
    sources = [inspect.getsource(sys.modules[cls.__module__]) for cls in _own_classes(registry().load(entry))]
    oracle = registry().imported(entry.spec.oracle, entry)
    sources += [inspect.getsource(sys.modules[oracle.__module__])] if oracle is not None else []
    return blake2b("\n".join([repr(entry.spec), *sources]).encode(), digest_size=8).hexdigest()


def proof(entry: Entry) -> str:
    """What stands behind a component."""
    if entry.spec.kind in COMPOSED:
        return COMPOSED[entry.spec.kind]
    by_itself = entry.spec.kind == "layer" and _reference_computes(entry)
    return "proven" if entry.spec.oracle is not None or by_itself or entry.spec.name == "none" else "self-consistent"


def complaints(found: Mapping[str, Any]) -> list[str]:
    """What must not be shown as if it had passed."""
    wrong = []
    for name, of in found["entries"].items():
        claim = registry().load(registry().find(*name.split("/", 1))).claim
        for backend, counts in of["runs"].items():
            if counts["fail"]:
                wrong.append(f"{name} fails {counts['fail']} checks on {backend}: {'; '.join(of['reasons'])}")
        if of["verdict"] and (claim is None or claim.verdict != of["verdict"]):
            wrong.append(f"{name} claims {claim}, but it {of['verdict']}")
    return wrong


def stale(found: Mapping[str, Any]) -> list[str]:
    """Components whose formulas have changed since they were run, or that are new or gone."""
    now, then = {label(e): key(e) for e in checked()}, {name: of["key"] for name, of in found["entries"].items()}
    return sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))


def _verdict(entry: Entry) -> str:
    kind, name = entry.spec.kind, entry.spec.name
    return measured(kind, name).word if kind in PROTOCOLS and name not in EXEMPT else ""


def _own_classes(component: type[Component]) -> Iterator[type]:
    return (cls for cls in component.__mro__ if cls.__module__.startswith("ganreg"))


def _reference_computes(layer: Entry) -> bool:
    """Whether the reference has formulas of its own for a layer: it never takes another's, but refuses."""
    reference = registry().create("backend", "reference")
    return all(reference.engine(case.recipe(reference)) for case in examples("layer", layer.spec.name))


def main(arguments: list[str]) -> int:
    """Run, or take what was found before; write the pages."""
    found = json.loads(FOUND.read_text(encoding="utf-8")) if "--pages" in arguments else collect()
    if wrong := complaints(found):
        print(*wrong, "Nothing is written.", sep="\n", file=sys.stderr)
        return 1
    FOUND.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")
    CONVERGENCE.write_text(with_table(CONVERGENCE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
