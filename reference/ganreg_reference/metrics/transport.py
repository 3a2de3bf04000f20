"""The oracles of Wasserstein distances: the best of all assignments, and quantiles on lines."""

from itertools import pairwise
from typing import Any

import numpy as np

from ganreg_reference.arrays import Float64
from ganreg_reference.metrics.vectors import distance, dot, vectors

MOST = 16
"""So many samples at most: each set of columns is looked at."""


def best_assignment(costs: list[list[float]]) -> float:
    """The least Σ cost of a one-to-one assignment of n rows to n columns, over all sets of columns (Bellman 1962)."""
    n = len(costs)
    assert n <= MOST, "the oracle looks at all sets of columns"
    best = {0: 0.0}
    for row in costs:
        further: dict[int, float] = {}
        for used, so_far in best.items():
            for column in range(n):
                if not used >> column & 1:
                    key, total = used | 1 << column, so_far + row[column]
                    further[key] = min(total, further.get(key, total))
        best = further
    return best[(1 << n) - 1]


class W1:
    """Between as many samples of each: an optimal coupling is an assignment (Birkhoff)."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """The mean distance of the best assignment."""
        x, y = vectors(self.metric, real), vectors(self.metric, fake)
        return {"w1": best_assignment([[distance(a, b) for b in y] for a in x]) / len(x)}


class SlicedW1:
    """The area between the quantile functions of the projections, line by line."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """The mean over the lines, whose directions are normalised Gaussians."""
        x, y = vectors(self.metric, real), vectors(self.metric, fake)
        normals = stream.normal((len(x[0]), self.metric.projections))
        areas = [_on_line(x, y, normals[:, k]) for k in range(self.metric.projections)]
        return {"sliced_w1": sum(areas) / len(areas)}


def _on_line(x: list[Float64], y: list[Float64], direction: Float64) -> float:
    length = np.sqrt(dot(direction, direction))
    one, other = (sorted(dot(a, direction) / length for a in of) for of in (x, y))
    n, m = len(one), len(other)
    # Both quantile functions are constant between the multiples of 1/n and 1/m.
    ends = sorted({i * m for i in range(n + 1)} | {j * n for j in range(m + 1)})
    return float(sum((b - a) / (n * m) * abs(one[a // m] - other[a // n]) for a, b in pairwise(ends)))
