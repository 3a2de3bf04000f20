"""Entropic optimal transport between two sets of scores, by POT."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.errors import ConvergenceError, MissingDependencyError

Array = Any
Float64 = NDArray[np.float64]


@attrs.frozen
class Plan:
    """An optimal plan `(n, m)` and its entropy Σ P log(P·n·m) relative to the product of both uniform weights."""

    weights: Float64
    entropy: float


@attrs.frozen
class Transport:
    """min over P with uniform marginals of Σ P C + ε Σ P log(P·n·m), by Sinkhorn's iteration in the log domain.

    Args:
        epsilon: the strength ε of the entropy, > 0.
        tolerance: the iteration ends when the columns' sums differ from 1/m by less, in the Euclidean norm.
        max_iterations: and fails when it has not ended by then.
    """

    epsilon: float
    tolerance: float
    max_iterations: int

    def plan(self, costs: Float64) -> Plan:
        """The optimal plan of costs `(n, m)`, in float64.

        Raises:
            MissingDependencyError: POT is not installed.
            ConvergenceError: the tolerance is not reached.
        """
        n, m = costs.shape
        weights, log = _sinkhorn(
            np.full(n, 1 / n), np.full(m, 1 / m), costs, self.epsilon, self.max_iterations, self.tolerance
        )
        self._check(float(np.linalg.norm(weights.sum(axis=0) - 1 / m)), float(costs.max()))
        logarithms = -costs / self.epsilon + log["log_u"][:, None] + log["log_v"][None, :]
        return Plan(weights, float(np.sum(weights * (logarithms + np.log(n * m)))))

    def _check(self, missed: float, cost: float) -> None:
        # Summed here once more, a plan may miss the tolerance by the rounding of its sums.
        if not missed <= self.tolerance + 1e-15:
            raise ConvergenceError(
                f"Sinkhorn's iteration misses the marginals by {missed:.3g} after {self.max_iterations} steps, "
                f"tolerance {self.tolerance:g}: the costs reach {cost:.3g}, epsilon is {self.epsilon:g}. "
                "Give a larger epsilon or max_iterations, or keep the critic's scores smaller by a constraint."
            )


def _sinkhorn(a: Float64, b: Float64, costs: Float64, epsilon: float, steps: int, tolerance: float) -> Any:
    try:
        import ot
    except ImportError as error:
        raise MissingDependencyError(
            f'The sinkhorn loss needs POT, which cannot be imported ({error}). Install it: pip install "ganreg[ot]"'
        ) from error
    # POT also returns the exponentials of the potentials, which may overflow and are not used.
    with np.errstate(over="ignore"):
        return ot.bregman.sinkhorn_log(a, b, costs, epsilon, numItermax=steps, stopThr=tolerance, warn=False, log=True)


def on_host(scores: Array, xp: Any) -> Float64:
    """Scores `(n,)` of any namespace and device as float64 on the host, out of reach of automatic differentiation."""
    if hasattr(scores, "detach"):
        scores = scores.detach().cpu()
    elif hasattr(scores, "get"):
        scores = scores.get()
    elif xp is not np:
        scores = xp.asarray(scores, device=xp.__array_namespace_info__().default_device())
    return np.asarray(scores, dtype=np.float64)
