"""What the results of all checks of a component amount to."""

from collections.abc import Iterable

from ganreg.conformance.numbers import ENOUGH, proving
from ganreg.conformance.result import Check, Result
from ganreg.conformance.subject import Subject
from ganreg.registry import registry

FAILED, UNTESTED, SELF_CONSISTENT, PROVEN = "failed", "untested", "self-consistent", "proven"
Rows = Iterable[tuple[Check, Result]]


def verdict(subject: Subject, rows: Rows) -> tuple[str, str]:
    """`failed`, `untested`, `self-consistent` or `proven`, and why.

    Proven: everything that could be run agrees with an independent formula, or the component's own formulas give at
    least two published numbers. Self-consistent: it agrees with itself on every backend; formula and derivative may
    share one mistake. Untested: nothing was run that could have failed.
    """
    results = list(rows)
    failed = [check for check, result in results if result.status == "fail"]
    if failed:
        return FAILED, f"by the check {failed[0].name!r}" + (f" on {failed[0].backend}" if failed[0].backend else "")
    if not any(check.backend and result.status == "pass" for check, result in results):
        return UNTESTED, "no check on any backend was run"
    announced = sum(result.status == "xfail" for _, result in results)
    beside = f", but for {announced} failures that its author expects" if announced else ""
    if subject.kind == "backend":
        return PROVEN, f"every component that it declares agrees with the reference{beside}"
    word, why = _proof(subject)
    return word, why + beside


def _proof(subject: Subject) -> tuple[str, str]:
    """What stands behind a component all of whose checks passed."""
    component = subject.make()
    if registry().oracle(component) is not None:
        return PROVEN, "by its oracle"
    if subject.kind == "layer":  # the reference has a formula of its own for it, or would have refused it
        return PROVEN, "by the reference's own formulas"
    numbers = proving(subject.entry.spec.numbers) if subject.entry else []
    if len(numbers) >= ENOUGH:
        return PROVEN, f"by {len(numbers)} published numbers"
    return SELF_CONSISTENT, _missing(len(numbers))


def _missing(numbers: int) -> str:
    """What would prove it."""
    have = f"there is one published number, and {ENOUGH} are needed" if numbers else "there is no published number"
    return f"it has no oracle, and {have}"
