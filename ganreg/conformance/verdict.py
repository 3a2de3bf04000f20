"""What the results of all checks of a component amount to."""

from collections.abc import Iterable, Iterator, Mapping

from ganreg.component import Component
from ganreg.conformance.examples import SHAPES, taken_by
from ganreg.conformance.formulas import formulas
from ganreg.conformance.independence import SHARES
from ganreg.conformance.numbers import ENOUGH, proving, unpinned
from ganreg.conformance.portability import STRICT
from ganreg.conformance.result import Check, Result
from ganreg.conformance.stated import own_word
from ganreg.conformance.subject import Subject
from ganreg.conformance.variants import unvaried
from ganreg.registry import registry
from ganreg.support import OWN, parts_of

FAILED, UNTESTED, SELF_CONSISTENT, PROVEN = "failed", "untested", "self-consistent", "proven"
Rows = Iterable[tuple[Check, Result]]

ORACLE, NUMBERS = "formulas against the oracle", "published numbers"
BATCHES, SCORES = "batches", "scores"
INDEPENDENCE = "independence of the oracle"
GRADIENTS, GENERATOR, STEPS = "critic weight gradients", "generator weight gradients", "single steps and projections"
NEEDED: Mapping[str, tuple[str, ...]] = {
    "loss": ("loss and score gradients", GRADIENTS, GENERATOR),
    "constraint": (GRADIENTS, STEPS),
    "points": (GRADIENTS,),
    "norm": (GRADIENTS,),
    "optimizer": (STEPS,),
    "average": (STEPS,),
    "layer": (GENERATOR,),
    "network": (GRADIENTS, GENERATOR),
}
"""The checks of each kind that must have passed wherever one was run: without them the others say little."""

DIFFERENCES = "gradients against differences"
"""What a component that nothing stands beside has in the place of these; in float64 alone."""


def verdict(subject: Subject, rows: Rows) -> tuple[str, str]:
    """`failed`, `untested`, `self-consistent` or `proven`, and why.

    Proven: everything that could be run agrees with an independent formula, or the component's own formulas give at
    least two published numbers. Self-consistent: it agrees with itself on every backend; formula and derivative may
    share one mistake. Untested: nothing was run that could have failed, or the checks that its kind needs were not.
    """
    results = list(rows)
    failed = [check for check, result in results if result.status == "fail"]
    if failed:
        return FAILED, f"by the check {failed[0].name!r}" + (f" on {failed[0].backend}" if failed[0].backend else "")
    alone = {check.name: result for check, result in results if not check.backend}
    if BATCHES in alone or SCORES in alone:
        return _without_backends(subject, alone)
    if not any(check.backend and result.status == "pass" for check, result in results):
        return UNTESTED, "no check on any backend was run"
    announced = sum(result.status == "xfail" for _, result in results)
    beside = f", but for {announced} failures that its author expects" if announced else ""
    if subject.kind == "backend":
        return PROVEN, f"every component that it declares agrees with the reference{beside}"
    if missing := _missing_checks(subject.kind, results):
        return UNTESTED, f"{missing}{beside}"
    word, why = _proof(subject, alone)
    return word, why + beside


def _without_backends(subject: Subject, alone: Mapping[str, Result]) -> tuple[str, str]:
    """Of data and metrics, in which no backend takes part."""
    if BATCHES in alone:
        return SELF_CONSISTENT, "a data set is its own definition"
    return _proof(subject, alone) if _passed(alone, SCORES) else (UNTESTED, alone[SCORES].reason)


def _is_own(subject: Subject) -> bool:
    return subject.entry is not None and subject.entry.distribution == OWN


def _missing_checks(kind: str, results: list[tuple[Check, Result]]) -> str:
    """The checks that its kind needs, and that passed on none of the backends on which another did, or nothing."""
    alone = [result.status for check, result in results if check.name == DIFFERENCES]
    if alone:
        return "" if "pass" in alone else f"no example passed the check {DIFFERENCES!r}"
    passed: dict[str, set[str]] = {}
    for check, result in results:
        if check.backend and result.status == "pass":
            passed.setdefault(check.backend, set()).add(check.name)
    for backend, names in passed.items():
        if backend.startswith(f"{STRICT} "):
            continue
        for name in NEEDED.get(kind, ()):
            if name not in names:
                return f"on {backend} no example passed the check {name!r}"
    return ""


def _proof(subject: Subject, alone: Mapping[str, Result]) -> tuple[str, str]:
    """What stands behind a component none of whose checks failed, by what passed without a backend."""
    component = subject.make()
    shared = alone[INDEPENDENCE].reason if INDEPENDENCE in alone else ""
    if shared.startswith(SHARES):
        return SELF_CONSISTENT, shared.removeprefix("note: ").partition(":")[0]
    if subject.kind == "layer" and (_is_own(subject) or registry().oracle(component) is not None):
        return PROVEN, "by the reference's own formulas" if _is_own(subject) else "by its oracle"
    why = _by_oracle(component, alone) or _by_numbers(subject, component, alone)
    lacking = next(_lacking(component), "") if why else _missing(subject, component)
    return (SELF_CONSISTENT, lacking) if lacking else (PROVEN, why + _beside(component))


def _passed(alone: Mapping[str, Result], name: str) -> bool:
    return name in alone and alone[name].status == "pass"


def _by_oracle(component: Component, alone: Mapping[str, Result]) -> str:
    """Whether an oracle proves it, in words: by its formulas themselves, or at work, where they do not run on NumPy."""
    if registry().oracle(component) is None:
        return ""
    at_work = component.kind != "metric" and not formulas(component)
    return "by its oracle" if _passed(alone, ORACLE) or at_work else ""


def _by_numbers(subject: Subject, component: Component, alone: Mapping[str, Result]) -> str:
    """Whether published numbers prove it, in words."""
    numbers = proving(component, subject.entry.spec.numbers) if subject.entry else []
    enough = len(numbers) >= ENOUGH and not unpinned(component, numbers) and _passed(alone, NUMBERS)
    return f"by {len(numbers)} published numbers" if enough else ""


def _lacking(component: Component) -> Iterator[str]:
    """What a component with a proof is made of that has none: another part of it, or how its state goes on."""
    beside = (component, getattr(component, "points", ()), getattr(component, "norm", ()))
    for part in parts_of(beside):
        entry = registry().entry_of(part)
        own = entry is not None and entry.distribution == OWN
        if part is not component and part.kind in NEEDED and not own and registry().oracle(part) is None:
            yield f"its {part.kind} {type(part).__name__} has no oracle"
    oracle = registry().oracle(component)
    if _has_state(component) and oracle is not None and not hasattr(oracle, "next_state"):
        yield "its oracle has no next_state, so that its own says how its state goes on"


def _has_state(component: Component) -> bool:
    return bool(getattr(component, "initial_state", dict)())


def _missing(subject: Subject, component: Component) -> str:
    """What would prove it."""
    if registry().oracle(component) is not None:
        return "its oracle could be compared on no example"
    numbers = proving(component, subject.entry.spec.numbers) if subject.entry else []
    if len(numbers) >= ENOUGH:
        return f"it has no oracle, and no published number of its {', '.join(unpinned(component, numbers))}"
    have = f"there is one published number, and {ENOUGH} are needed" if numbers else "there is no published number"
    return f"it has no oracle, and {have}"


def _beside(component: Component) -> str:
    """What the proof does not speak of."""
    names = unvaried(component)
    tried = f"; other values of {' and '.join(names)} were not tried" if names else ""
    taken = taken_by(component) if component.kind == "constraint" else SHAPES
    if len(taken) < len(SHAPES):
        tried += f"; on samples of shape {' and '.join(map(str, taken))} alone, by its check(shape)"
    told = own_word(component)
    return f"{tried}; by its own word alone: {' and '.join(told)}" if told else tried
