"""What is compared: named arrays of a candidate engine beside those of the reference."""

from collections.abc import Mapping
from math import nan
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import Gradients
from ganreg.conformance.case import Pair
from ganreg.conformance.result import PASS, Result
from ganreg.conformance.tolerance import Comparison


def of_vector(name: str, got: NDArray[Any], expected: NDArray[Any], dtype: str) -> Comparison:
    """An array, on the scale of its own largest number."""
    return Comparison(name, "value", got.astype(dtype), expected.astype(np.float64))


def of_scalar(name: str, got: float, expected: float, scale: float, dtype: str, kind: str = "value") -> Comparison:
    """A number, on the scale of what it was computed from."""
    return Comparison(name, kind, np.array([got], dtype=dtype), np.array([expected]), scale)


def of_arrays(
    name: str, kind: str, got: Mapping[str, Any], expected: Mapping[str, Any], pair: Pair, at_least: float = 0.0
) -> Comparison:
    """All arrays of a mapping as one comparison, on the scale of the largest number in any of them."""
    if set(got) != set(expected):
        return Comparison(f"{name} named {', '.join(got)}", kind, np.zeros(0, dtype=pair.dtype), np.zeros(1))
    one = np.concatenate([pair.candidate.to_numpy(got[key]).reshape(-1) for key in expected])
    other = np.concatenate([pair.reference.to_numpy(array).reshape(-1) for array in expected.values()])
    scale = max(at_least, float(np.max(np.abs(other), initial=0.0)))
    return Comparison(name, kind, one.astype(pair.dtype), other, scale)


def of_gradients(got: Gradients, expected: Gradients, pair: Pair) -> list[Comparison]:
    """Each term, and all weight gradients together. A term that one of the two lacks is NaN there, and so refused."""
    # A loss is a difference of scores and a penalty a difference of norms: both may be far smaller than what they are
    # computed from, so a term is compared with the largest of them.
    scores = float(np.max(np.abs(pair.reference.scores(pair.x, pair.case.label))))
    scale = max(scores, *(abs(value) for value in expected.terms.values()))
    kind = "approximate" if is_approximate(pair) and "critic_loss" in expected.terms else "gradient"
    kinds = {"critic_gradient_norm": kind} if kind == "approximate" else {}
    terms = [
        of_scalar(f"the term {name}", *_both(name, got, expected), scale, pair.dtype, kinds.get(name, "value"))
        for name in sorted(
            {**expected.terms, **got.terms}, key=lambda term: term.endswith("_loss")
        )  # parts before sums
    ]
    gradients = of_arrays("weight gradients", kind, got.params, expected.params, pair)
    buffers = _of_some("buffers", "value", got.buffers, expected.buffers, pair)
    return [*terms, gradients, *buffers, *_of_constraints(got, expected, pair)]


def _both(name: str, got: Gradients, expected: Gradients) -> tuple[float, float]:
    """A term of both; NaN where one lacks it."""
    return got.terms.get(name, nan), expected.terms.get(name, nan)


def is_approximate(pair: Pair) -> bool:
    """Whether the critic's penalties go through layers whose second order the reference approximates."""
    reference: Any = pair.reference
    return bool(reference.approximate and reference.recipe.constraints)


def of_states(pair: Pair, kind: str, start: float = 0.0) -> list[Comparison]:
    """Parameters, moments and what else there is of both players. Steps have the size of the learning rate however
    small a clip has made the parameters, so these are compared with their size before as well.
    """
    got, expected = pair.candidate.state, pair.reference.state
    comparisons = []
    for player in ("critic", "generator"):
        one, other = got.player(player), expected.player(player)
        comparisons.append(of_arrays(f"{player}'s parameters", kind, one.params, other.params, pair, start))
        comparisons += _of_some(f"{player}'s buffers", kind, one.buffers, other.buffers, pair)
        comparisons += _of_some(f"{player}'s average", kind, one.average, other.average, pair)
        comparisons += _of_some(f"{player}'s anchor", kind, one.anchor, other.anchor, pair)
        for name, arrays in other.optimizer.moments.items():
            comparisons.append(of_arrays(f"{player}'s {name}", kind, one.optimizer.moments[name], arrays, pair))
    return comparisons


def _of_some(name: str, kind: str, got: Mapping[str, Any], expected: Mapping[str, Any], pair: Pair) -> list[Comparison]:
    """Arrays that only some recipes have, where there are some."""
    return [of_arrays(name, kind, got, expected, pair)] if got or expected else []


def _of_constraints(got: Gradients, expected: Gradients, pair: Pair) -> list[Comparison]:
    """What becomes of each constraint's state, where it has some."""
    found = [*got.constraints, *({} for _ in expected.constraints)]
    return [
        of_arrays(f"the state of constraint {index}", "value", found[index], state, pair)
        for index, state in enumerate(expected.constraints)
        if state
    ]


def judge(comparisons: list[Comparison], products: str | None = None) -> Result:
    """The first comparison that does not agree, or whose negative control was not refused.

    Args:
        comparisons: in order.
        products: in what precision the candidate's networks multiply, where what is compared went through them.
    """
    for comparison in (attrs.evolve(one, products=products) for one in comparisons):
        if not comparison.agrees:
            return Result("fail", comparison.describe())
        if not comparison.control_refused:
            return Result("fail", f"{comparison.name}: the negative control passed, so this check cannot fail")
    return PASS
