"""Optimal transport between finite sets of points, with a proof that it is optimal."""

import warnings
from typing import Any

import attrs
import numpy as np

from ganreg.draws import Float64
from ganreg.errors import ConvergenceError, DataError, ParameterError
from ganreg.theory.measure import Measure, check_dimensions, finite
from ganreg.theory.requirement import required

GAP = 1e-9
"""By how much, relative to the largest cost, a plan may cost more than its potentials prove to be necessary."""

STEPS = 10**7
"""After how many pivots of the network simplex POT gives up; by default it does so after 1e5, and only warns."""


@attrs.frozen(eq=False)
class OptimalTransport:
    """An optimal plan, and the potentials that prove it: uᵢ + vⱼ ≤ cᵢⱼ for all pairs, with equality where mass passes.

    Args:
        cost: Σ Pᵢⱼ cᵢⱼ. For cᵢⱼ = ‖xᵢ − yⱼ‖ᵖ this is W_pᵖ, not W_p.
        plan: P `(n, m)`, whose rows sum to x's weights and columns to y's.
        u: `(n,)`.
        v: `(m,)`.
        gap: cost − (Σ aᵢuᵢ + Σ bⱼvⱼ): no plan costs less than `cost − gap`.
    """

    cost: float
    plan: Float64
    u: Float64
    v: Float64
    gap: float


def transport(
    x: Any, y: Any, x_weights: Any = None, y_weights: Any = None, *, power: float = 1.0, cost: Any = None
) -> OptimalTransport:
    """The cheapest way from x to y: min Σ Pᵢⱼ cᵢⱼ over P ≥ 0 with the given row and column sums. By POT.

    The potentials are made feasible here, whatever POT returns, and then bound the cost from below: what is returned
    has been proven optimal to 1e-9 of the largest cost.

    Args:
        x: points `(n, d)` or numbers `(n,)`; of images, `(n, c, h, w)`, all pixels are one vector.
        y: `(m, d)` or `(m,)`.
        x_weights: `(n,)`, ≥ 0, divided by their sum; by default 1/n each.
        y_weights: `(m,)` likewise.
        power: p ≥ 1 of the Euclidean distance that is the cost. (POT's own default is p = 2.)
        cost: `(n, m)`, any finite numbers, in place of that distance.

    Raises:
        DataError: shapes do not fit, or something is not finite.
        ParameterError: p < 1.
        ConvergenceError: the plan could not be proven optimal.
        MissingDependencyError: POT is not installed.

    >>> transport([0.0, 1.0], [5.0, 6.0]).cost
    5.0
    """
    one, other = Measure.of(x, x_weights, "x"), Measure.of(y, y_weights, "y")
    costs = distances(one, other) ** _checked_power(power) if cost is None else _given(cost, one, other)
    scale = float(np.max(np.abs(costs))) or 1.0
    plan, v = _solved(one, other, costs / scale)
    rows, columns = one.support, other.support
    # The largest u that v allows, then the largest v that u allows: feasible by construction, and no worse.
    u = np.min(costs[:, columns] - scale * v, axis=1)
    v = np.min(costs[rows] - u[rows, None], axis=0)
    u = np.minimum(u, np.min(costs - v, axis=1))
    total = float(np.sum(plan * costs))
    found = OptimalTransport(total, plan, u, v, total - float(one.weights @ u + other.weights @ v))
    _check_proof(found, one, other, scale)
    return found


def distances(one: Measure, other: Measure) -> Float64:
    """Euclidean distances `(n, m)`, from differences: squares that are expanded, as POT does it, cancel."""
    check_dimensions(one, other)
    return np.asarray(required("scipy.spatial.distance").cdist(one.points, other.points))


def _solved(one: Measure, other: Measure, costs: Float64) -> tuple[Float64, Float64]:
    """The plan `(n, m)`, and the second potential where y has weight; POT sees only points with weight."""
    ot, pairs = required("ot"), np.ix_(one.support, other.support)
    a, b = one.weights[one.support], other.weights[other.support]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what POT only warns of is raised here
        flow, log = ot.emd(a, b, np.ascontiguousarray(costs[pairs]), numItermax=STEPS, log=True)
    if log["warning"] is not None:
        raise ConvergenceError(f"POT found no optimal plan between {len(a)} and {len(b)} points: {log['warning']}")
    plan = np.zeros(costs.shape)
    plan[pairs] = flow
    return plan, np.asarray(log["v"])


def _check_proof(found: OptimalTransport, one: Measure, other: Measure, scale: float) -> None:
    missed = max(
        float(np.max(np.abs(found.plan.sum(axis=1) - one.weights))),
        float(np.max(np.abs(found.plan.sum(axis=0) - other.weights))),
    )
    if not (missed <= GAP and abs(found.gap) <= GAP * scale and np.min(found.plan) >= 0):
        raise ConvergenceError(
            f"The plan between {len(one)} and {len(other)} points misses its weights by {missed:.3g} and costs "
            f"{found.gap:.3g} more than its potentials prove; at most {GAP:g} and {GAP * scale:.3g} are taken."
        )


def _checked_power(power: float) -> float:
    if not 1 <= power < np.inf:
        raise ParameterError(f"power={power!r}: expected a number p ≥ 1, the power of the distance.")
    return power


def _given(cost: Any, one: Measure, other: Measure) -> Float64:
    costs = finite(cost, "cost")
    if costs.shape != (len(one), len(other)):
        raise DataError(f"cost has the shape {costs.shape}; expected ({len(one)}, {len(other)}), that of x and y.")
    return costs
