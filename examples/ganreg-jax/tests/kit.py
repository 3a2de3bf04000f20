"""The conformance kit as these tests use it: checks of one case, counted by their outcome."""

from collections import Counter

from ganreg.conformance import case_checks
from ganreg.conformance.examples import examples
from ganreg.registry import registry


def backend(name="jax", **parameters):
    """A backend by name, in float64 unless told otherwise; the reference knows nothing else."""
    return registry().create("backend", name, **({} if name == "reference" else {"dtype": "float64"} | parameters))


def statuses(case, candidate):
    """How many checks of a case ended in each way; a failure is reported with its reason."""
    results = {check.name: check() for check in case_checks(case, candidate)}
    failed = {name: result.reason for name, result in results.items() if result.status == "fail"}
    assert not failed, failed
    return Counter(result.status for result in results.values())


def components(*kinds):
    """Kind and name of ganreg's own components of which the kit has examples, but for those declared unsupported."""
    return [
        (kind, entry.spec.name)
        for kind in kinds
        for entry in registry().entries(kind)
        if entry.distribution == "ganreg" and entry.spec.name != "sinkhorn" and examples(kind, entry.spec.name)
    ]


def compared(kind, name, candidate):
    """The outcome of the first example of a component of which the reference sets aside at most the whole iterations.

    The second example comes first: its critic is smooth, and its shapes are the commonest here.
    """
    cases = examples(kind, name)
    for case in (*cases[1:], *cases[:1]):
        found = statuses(case, candidate)
        if found["set-aside"] <= 1:
            return found
    raise AssertionError(f"no example of the {kind} {name!r} can tell right from wrong")
