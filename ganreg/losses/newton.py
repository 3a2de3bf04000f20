"""Newton's method on the dual of entropic optimal transport between uniform weights."""

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

RIDGE = 1e-14
"""Next to the size 1/n of the curvature, what groups of scores have that exchange no mass with others: rounding."""


def newton(costs: Float64, u: Float64, tolerance: float, steps: int) -> Float64:
    """The plan Pᵢⱼ ∝ exp(uᵢ + vⱼ − cᵢⱼ), `(n, m)`, of which rows sum to 1/n and columns to 1/m.

    The second potential is eliminated, so that columns are exact: max over u of mean u + mean v(u), a concave function
    with the gradient 1/n − Σⱼ Pᵢⱼ. Steps are shortened to log(1 + a)/a of Newton's, with a the difference of their
    largest and smallest entry: the third derivative is at most a times the second, so that the function never falls.

    Args:
        costs: `(n, m)`, in units of ε.
        u: `(n,)`, where to begin.
        tolerance: the method ends when the rows' sums differ from 1/n by no more, in the Euclidean norm.
        steps: and when so many have been taken.

    Source: Brauer, Clason, Lorenz, Wirth 2017 (arXiv 1710.06635), there in both potentials; Sun and Tran-Dinh 2019
    (arXiv 1703.04599) for the step's length, with ν = 2.
    """
    weights = _exact_columns(u, costs)
    for _ in range(steps):
        missing = 1 / len(u) - weights.sum(axis=1)
        if not np.linalg.norm(missing) > tolerance:
            break
        u = u + _shortened(np.linalg.solve(_curvature(weights), missing))
        weights = _exact_columns(u, costs)
    return weights


def _exact_columns(u: Float64, costs: Float64) -> Float64:
    exponents = u[:, None] - costs
    weights = np.exp(exponents - exponents.max(axis=0))
    weights /= weights.sum(axis=0) * costs.shape[1]
    return np.asarray(weights)


def _curvature(weights: Float64) -> Float64:
    """diag(P1) − m·P·Pᵀ, made regular where it is not: for constants, which v takes back, and for RIDGE."""
    n, m = weights.shape
    curvature: Float64 = np.diag(weights.sum(axis=1) + RIDGE / n) - m * weights @ weights.T + 1 / n**2
    return curvature


def _shortened(step: Float64) -> Float64:
    reach = np.ptp(step)
    shortened: Float64 = step * (np.log1p(reach) / reach if reach > 0 else 1.0)
    return shortened
