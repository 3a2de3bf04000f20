"""Write `docs/catalogue.md` from the registry and from what the conformance kit finds; `make catalogue` runs it.

    python docs/catalogue.py          run every check, keep what was found in catalogue.json, write the pages
    python docs/catalogue.py --stale  run only what has changed since, or is new
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

from catalogue_page import ALONE, BACKENDS, UNCHECKED, entries, page, with_table

from ganreg.component import Component
from ganreg.conformance import Check, Result
from ganreg.conformance.kit import SUPPORT, checks_of
from ganreg.conformance.subject import subjects
from ganreg.conformance.target import targets
from ganreg.conformance.verdict import PROVEN, verdict
from ganreg.discovery import KINDS, Entry
from ganreg.registry import registry
from ganreg.theory import measured
from ganreg.theory.claims import EXEMPT, PROTOCOLS

HERE = Path(__file__).parent
PAGE, FOUND, CONVERGENCE = HERE / "catalogue.md", HERE / "catalogue.json", HERE / "convergence.md"

COMPOSED = {"network": "of layers", "game": "by hand", "schedule": "by hand"}
"""Kinds without oracles of their own, and what stands for their proof."""


ON_THE_HOST = {"metric": "it is computed by NumPy of what any backend gives"}
"""Kinds that no backend computes, and what does."""


def checked() -> list[Entry]:
    """The components of all kinds that the kit has something to compare of."""
    return [entry for kind in KINDS if kind not in UNCHECKED for entry in entries(kind)]


def collect(before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """For each component what its checks found, its proof, and its measured verdict; kept where that is not stale."""
    kept = {} if before is None else {k: of for k, of in before["entries"].items() if k not in stale(before)}
    found = {}
    for entry in checked():
        found[label(entry)] = kept.get(label(entry)) or found_of(entry)
        print(".", end="", flush=True)
    print()
    return {"versions": {name: version(name) for name in ("numpy", "torch")}, "entries": found}


def found_of(entry: Entry) -> dict[str, Any]:
    """What is kept of one component."""
    (subject,) = subjects(entry)
    rows = [(check, check()) for check in checks_of(subject, targets(map(dict, BACKENDS.values())))]
    runs = {place: _counts(results) for place, results in _by_place(rows).items()}
    told = [(check, result) for check, result in rows if result.status == "fail" or _is_of_this(check, result)]
    reasons = dict.fromkeys(f"{check.name}: {result.reason}" for check, result in told)
    if entry.spec.kind in ON_THE_HOST:
        reasons[f"on backends: {ON_THE_HOST[entry.spec.kind]}"] = None
    word = COMPOSED.get(entry.spec.kind) or (PROVEN if entry.spec.name == "none" else verdict(subject, rows)[0])
    return {"key": key(entry), "proof": word, "runs": runs, "reasons": list(reasons), "verdict": _verdict(entry)}


def _by_place(rows: list[tuple[Check, Result]]) -> dict[str, list[Result]]:
    """The results by backend, those of the formulas alone under `ALONE`."""
    places: dict[str, list[Result]] = {place: [] for place in (ALONE, *BACKENDS)}
    for check, result in rows:
        places[_PLACES.get(check.backend, check.backend)].append(result)
    return places


_PLACES = {"": ALONE}


def _counts(results: list[Result]) -> dict[str, int]:
    """How many examples passed and were set aside, and how many checks failed; not run where nothing was."""
    passed, aside = sum(result.passed for result in results), sum(result.aside for result in results)
    fail = sum(result.status == "fail" for result in results)
    return {"pass": passed, "fail": fail, "set-aside": aside, "not-run": int(not passed and not fail)}


def _is_of_this(check: Check, result: Result) -> bool:
    """Whether a check that was not run says something of the component: that a backend does not compute it."""
    return result.status == "not-run" and check.name == SUPPORT


def label(entry: Entry) -> str:
    """`loss/minimax`."""
    return f"{entry.spec.kind}/{entry.spec.name}"


def key(entry: Entry) -> str:
    """A hash of a component's announcement, its formulas and its oracle: what was found is stale once it differs."""
    sources = [inspect.getsource(sys.modules[cls.__module__]) for cls in _own_classes(registry().load(entry))]
    oracle = registry().imported(entry.spec.oracle, entry)
    sources += [inspect.getsource(sys.modules[oracle.__module__])] if oracle is not None else []
    return blake2b("\n".join([repr(entry.spec), *sources]).encode(), digest_size=8).hexdigest()


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


def main(arguments: list[str]) -> int:
    """Run, or take what was found before; write the pages."""
    before = json.loads(FOUND.read_text(encoding="utf-8")) if arguments else None
    found = before if before is not None and "--pages" in arguments else collect(before)
    if wrong := complaints(found):
        print(*wrong, "Nothing is written.", sep="\n", file=sys.stderr)
        return 1
    FOUND.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")
    CONVERGENCE.write_text(with_table(CONVERGENCE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
