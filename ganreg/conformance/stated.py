"""What a constraint says of itself beside its formulas: where it looks, and how its state moves."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.component import fields_of
from ganreg.conformance.comparisons import judge
from ganreg.conformance.formulas import formulas
from ganreg.conformance.result import PASS, Result
from ganreg.conformance.tolerance import Comparison
from ganreg.constraints.abstract import AbstractGradientPenalty, AbstractScorePenalty
from ganreg.objectives import point_sets
from ganreg.registry import registry

MOVED = 0.375
"""By how much each number of a state is changed, to see whether it matters."""


def check_points_and_state(constraint: Any) -> Result:
    """The points are those that the oracle names, a state enters the formulas, and moves as the oracle says.

    The reference evaluates a constraint at the constraint's own points and with its own `now`: a right function at
    wrong points would agree with itself everywhere.
    """
    if constraint.kind != "constraint":
        return Result("not-run", "it is no constraint")
    oracle = registry().oracle(constraint)
    wrong = _wrong_points(constraint, oracle) or _idle_state(constraint)
    if wrong:
        return Result("fail", wrong)
    return _next_state(constraint, oracle)


def own_word(constraint: Any) -> list[str]:
    """What nobody but the constraint itself says, in words."""
    if constraint.kind != "constraint":
        return []
    oracle, points = registry().oracle(constraint), _names(constraint)
    words = [f"its points ({', '.join(points)})"] if points and not _states_points(oracle) else []
    if constraint.initial_state() and not hasattr(oracle, "next_state"):
        words.append("how its state moves")
    return words


def _names(constraint: Any) -> list[str]:
    return [str(registry().describe(one)["name"]) for one in point_sets((constraint,))]


def _states_points(oracle: Any) -> bool:
    return isinstance(getattr(oracle, "points", None), (tuple, list))


def _wrong_points(constraint: Any, oracle: Any) -> str:
    """How the points differ from those that the oracle names, or nothing."""
    if not _states_points(oracle):
        return ""
    expected = [registry().find("points", name).spec.name for name in oracle.points]
    names = _names(constraint)
    return "" if names == expected else f"it looks at {', '.join(names)}, but its oracle at {', '.join(expected)}"


def _idle_state(constraint: Any) -> str:
    """Why a state is of no use, or nothing."""
    state = constraint.initial_state()
    if not state or not _is_same(constraint.now(state, 0), constraint.now(_moved(state), 0)):
        return ""
    return f"its state ({', '.join(state)}) changes nothing: now(state, update) is the same whatever it holds"


def _is_same(one: Any, other: Any) -> bool:
    """Whether two components are equal in all fields, also in those that have no part in their equality."""
    values = ((getattr(one, field.name), getattr(other, field.name)) for field in fields_of(type(one)))
    return bool(one == other) and all(a is b or np.array_equal(a, b) for a, b in values)


def _moved(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value + (1 if isinstance(value, int) else MOVED) for name, value in state.items()}


def _next_state(constraint: Any, oracle: Any) -> Result:
    """The state after an update against the oracle's, from whatever the formulas' examples observe."""
    state = constraint.initial_state()
    if not state or not hasattr(oracle, "next_state"):
        return PASS
    comparisons = []
    for observed in _observed(constraint):
        got = constraint.next_state(state, observed, np)
        expected = oracle(constraint).next_state(state, observed)
        comparisons += [_compared(name, got.get(name, np.nan), expected[name]) for name in expected]
    return attrs.evolve(judge(comparisons), passed=len(comparisons))


def _compared(name: str, got: Any, expected: Any) -> Comparison:
    return Comparison(f"the next {name}", "value", np.atleast_1d(np.float64(got)), np.atleast_1d(np.float64(expected)))


def _observed(constraint: Any) -> list[Any]:
    """What an engine would tell: norms, or one score vector per point set."""
    arguments = [formula.arguments for formula in formulas(constraint) if formula.name == "value"]
    if isinstance(constraint, AbstractGradientPenalty):
        return [named["norms"] for named in arguments]
    if isinstance(constraint, AbstractScorePenalty):
        return [tuple(named.values()) for named in arguments]
    return []
