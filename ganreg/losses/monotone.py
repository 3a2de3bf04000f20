"""Optimal transport between scores without entropy: on a line, the least goes to the least."""

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.longdouble]


def monotone_potentials(costs: Costs) -> tuple[Costs, Costs]:
    """Potentials uᵢ + vⱼ ≤ cᵢⱼ, with equality wherever the monotone plan of uniform weights has mass.

    Where a first part of both batches is served together, the plan leaves the later potentials free up to a constant
    within an interval. Here it is the interval's middle, which is where a little entropy would have it.

    Args:
        costs: `(n, m)`, of scores in order of size, convex in their difference.
    """
    n, m = costs.shape
    u, v = np.zeros(n, costs.dtype), np.zeros(m, costs.dtype)
    v[0], i, j = costs[0, 0], 0, 0
    while i + 1 < n or j + 1 < m:
        served = (i + 1) * m - (j + 1) * n
        if served < 0:
            i += 1
            u[i] = costs[i, j] - v[j]
        elif served > 0:
            j += 1
            v[j] = costs[i, j] - u[i]
        else:
            i, j = i + 1, j + 1
            most, least = costs[i, j - 1] - v[j - 1], costs[i, j] - (costs[i - 1, j] - u[i - 1])
            u[i] = (most + least) / 2
            v[j] = costs[i, j] - u[i]
    return u, v
