"""Entropic optimal transport between two sets of scores, by POT and Newton's method."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.errors import ConvergenceError, MissingDependencyError
from ganreg.losses.monotone import monotone_potentials
from ganreg.losses.newton import newton

Array = Any
Float64 = NDArray[np.float64]

ITERATIONS = 11
"""Of Sinkhorn's, before Newton's method: cheap, and enough for scores of size ε. POT looks at its error after each ten.
"""


@attrs.frozen
class Plan:
    """An optimal plan `(n, m)` and its entropy Σ P log(P·n·m) relative to the product of both uniform weights."""

    weights: Float64
    entropy: float

    @classmethod
    def of(cls, weights: Float64) -> "Plan":
        """The plan with these weights, of which those that are 0 have no entropy."""
        ratios = weights * weights.size
        return cls(weights, float(np.sum(weights * np.log(np.where(ratios > 0, ratios, 1)))))


@attrs.frozen
class Transport:
    """min over P with uniform marginals of Σ P C + ε Σ P log(P·n·m) for Cᵢⱼ = |xᵢ − yⱼ|ᵖ between numbers.

    On a line, the plan without entropy is known, and so are its potentials: they are taken off the costs first, in
    extended precision where the machine has it. What is left is 0 along that plan, however far apart the numbers are,
    and the entropy's potentials are small. POT's iteration goes towards them; where it has not arrived, Newton's method
    does the rest, because the iteration slows down exponentially with the spread of the costs over ε.

    Args:
        epsilon: the strength ε of the entropy, > 0.
        power: p, at least 1.
        tolerance: how much the rows' sums may differ from 1/n, in the Euclidean norm.
        max_iterations: after how many of Newton's steps to fail.
    """

    epsilon: float
    power: float
    tolerance: float
    max_iterations: int

    def plan(self, x: Float64, y: Float64) -> Plan:
        """The optimal plan from x `(n,)` to y `(m,)`, in float64; NaN where a number is not finite.

        Raises:
            MissingDependencyError: POT is not installed.
            ConvergenceError: the tolerance is not reached.
        """
        if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
            return Plan(np.full((len(x), len(y)), np.nan), np.nan)
        rows, columns = np.argsort(x), np.argsort(y)
        costs = self._reduced(x[rows], y[columns])
        weights = np.empty_like(costs)
        weights[np.ix_(rows, columns)] = newton(costs, _iterated(costs), self.tolerance, self.max_iterations)
        self._check(float(np.linalg.norm(weights.sum(axis=1) - 1 / len(x))))
        return Plan.of(weights)

    def _reduced(self, x: Float64, y: Float64) -> Float64:
        """The costs in units of ε, less the potentials of the plan without entropy; x and y are in order of size."""
        costs = abs(np.subtract.outer(x.astype(np.longdouble), y.astype(np.longdouble))) ** self.power
        u, v = monotone_potentials(costs)
        return ((costs - u[:, None] - v[None, :]) / self.epsilon).astype(np.float64)

    def _check(self, missed: float) -> None:
        # Summed here once more, a plan may miss the tolerance by the rounding of its sums.
        if not missed <= self.tolerance + 1e-15:
            raise ConvergenceError(
                f"The plan of the sinkhorn loss misses its marginals by {missed:.3g} after {self.max_iterations} steps "
                f"of Newton's method, tolerance {self.tolerance:g}, epsilon {self.epsilon:g}. Give a larger "
                "max_iterations, tolerance or epsilon, or keep the critic's scores smaller by a constraint."
            )


def _iterated(costs: Float64) -> Float64:
    """The first potential, in units of ε, after a few of Sinkhorn's iterations by POT."""
    try:
        import ot
    except ImportError as error:
        raise MissingDependencyError(
            f'The sinkhorn loss needs POT, which cannot be imported ({error}). Install it: pip install "ganreg[ot]"'
        ) from error
    n, m = costs.shape
    # POT also returns the exponentials of the potentials, which may overflow and are not used.
    with np.errstate(over="ignore"):
        _, log = ot.bregman.sinkhorn_log(
            np.full(n, 1 / n), np.full(m, 1 / m), costs, 1.0, numItermax=ITERATIONS, warn=False, log=True
        )
    return np.asarray(log["log_u"])


def on_host(scores: Array, xp: Any) -> Float64:
    """Scores `(n,)` of any namespace and device as float64 on the host, out of reach of automatic differentiation."""
    if hasattr(scores, "detach"):
        scores = scores.detach().cpu()
    elif hasattr(scores, "get"):
        scores = scores.get()
    elif xp is not np:
        scores = xp.asarray(scores, device=xp.__array_namespace_info__().default_device())
    return np.asarray(scores, dtype=np.float64)
