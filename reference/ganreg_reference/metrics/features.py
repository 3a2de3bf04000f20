"""The oracles of metrics that compare moments and kernels."""

from collections.abc import Callable
from math import exp, sqrt
from statistics import median
from typing import Any

import numpy as np

from ganreg_reference.arrays import Float64
from ganreg_reference.metrics.vectors import distance, dot, vectors

Kernel = Callable[[Float64, Float64], float]


def squared_mmd(x: list[Float64], y: list[Float64], kernel: Kernel, unbiased: bool) -> float:
    """E k(x, x′) + E k(y, y′) − 2 E k(x, y), pair by pair."""
    across = sum(kernel(a, b) for a in x for b in y) / (len(x) * len(y))
    return _within(x, kernel, unbiased) + _within(y, kernel, unbiased) - 2 * across


def _within(x: list[Float64], kernel: Kernel, unbiased: bool) -> float:
    pairs = [(a, b) for i, a in enumerate(x) for j, b in enumerate(x) if i != j or not unbiased]
    return sum(kernel(a, b) for a, b in pairs) / len(pairs)


class MMD:
    """Gretton et al. 2012, lemma 6, by the kernels of Bińkowski et al. 2018."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """MMD²."""
        x, y = vectors(self.metric, real), vectors(self.metric, fake)
        between = [distance(x[i], x[j]) for i in range(len(x)) for j in range(i)]
        scale = self.metric.scale or median(between)
        loss = self.metric.kernel
        return {"mmd2": squared_mmd(x, y, lambda a, b: _sum_of_kernels(loss, distance(a, b) / scale), loss.unbiased)}


def _sum_of_kernels(loss: Any, d: float) -> float:
    if loss.kernel == "gaussian":
        return float(sum(exp(-(d**2) / (2 * sigma**2)) for sigma in loss.bandwidths))
    return float(sum((1 + d**2 / (2 * alpha)) ** -alpha for alpha in loss.alphas))


class KID:
    """Bińkowski et al. 2018, section 4; subsets are the first of a permutation, of real and then of generated ones."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """Mean and deviation over the subsets."""
        x, y = vectors(self.metric, real), vectors(self.metric, fake)
        found = []
        for _ in range(self.metric.subsets):
            one, other = ([s[i] for i in stream.generator.permutation(len(s))] for s in (x, y))
            size = self.metric.subset_size
            found.append(squared_mmd(one[:size], other[:size], self._kernel, True))
        mean = sum(found) / len(found)
        return {"kid": mean, "kid_std": sqrt(sum((one - mean) ** 2 for one in found) / len(found))}

    def _kernel(self, a: Float64, b: Float64) -> float:
        gamma = 1 / len(a) if self.metric.gamma is None else self.metric.gamma
        return float((gamma * dot(a, b) + self.metric.coefficient) ** self.metric.degree)


class Frechet:
    """Heusel et al. 2017, eq. 6: the trace of the root by the eigenvalues of ΣΤ, which are not negative."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def measure(self, real: Any, fake: Any, stream: Any) -> dict[str, float]:
        """‖μ − ν‖² + tr Σ + tr Τ − 2 Σ √λ."""
        (mean, one), (other_mean, other) = _moments(vectors(self.metric, real)), _moments(vectors(self.metric, fake))
        roots = np.sqrt(np.maximum(np.linalg.eigvals(one @ other).real, 0))
        shift = sum((a - b) ** 2 for a, b in zip(mean, other_mean, strict=True))
        return {"frechet": float(shift + np.trace(one) + np.trace(other) - 2 * np.sum(roots))}


def _moments(x: list[Float64]) -> tuple[Float64, Float64]:
    mean = sum(x) / len(x)
    return np.asarray(mean), np.asarray(sum(np.outer(a - mean, a - mean) for a in x) / (len(x) - 1))
