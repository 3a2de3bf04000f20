"""The oracle of orthogonal regularisation."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

Array = Any
Weights = Mapping[str, Array]


class Orthogonal:
    """P = β·Σ_W Σᵢⱼ (⟨wᵢ, wⱼ⟩ − δᵢⱼ)² over the filters wᵢ of each weight of rank 2 or more; without the diagonal i ≠ j.

    wᵢ is all that belongs to place i of the first axis. A filter occurs in row i and in column i, and on the diagonal
    twice: ∂P/∂wᵢ = 4β·Σⱼ (⟨wᵢ, wⱼ⟩ − δᵢⱼ)·wⱼ over the same j.

    Source: Brock, Donahue, Simonyan 2019 (arXiv 1809.11096), equations 2 and 3.
    """

    def __init__(self, constraint: Any) -> None:
        self.weight = constraint.weight
        self.diagonal = constraint.diagonal
        self.excluded = constraint.exclude

    def value(self, weights: Weights) -> Array:
        """The sum of squares."""
        total = 0.0
        for name in self._names(weights):
            filters = weights[name].reshape(len(weights[name]), -1)
            for i, j in self._pairs(len(filters)):
                total = total + _excess(filters, i, j) ** 2
        return self.weight * total

    def gradients(self, weights: Weights) -> Weights:
        """4β·Σⱼ (⟨wᵢ, wⱼ⟩ − δᵢⱼ)·wⱼ."""
        found = {}
        for name in self._names(weights):
            filters = weights[name].reshape(len(weights[name]), -1)
            gradient = np.zeros_like(filters)
            for i, j in self._pairs(len(filters)):
                gradient[i] = gradient[i] + 4.0 * self.weight * _excess(filters, i, j) * filters[j]
            found[name] = gradient.reshape(weights[name].shape)
        return found

    def _names(self, weights: Weights) -> list[str]:
        matrices = [name for name, weight in weights.items() if np.ndim(weight) >= 2 and name.split(".")[-1] != "bias"]
        return [name for name in matrices if not any(fnmatchcase(name, pattern) for pattern in self.excluded)]

    def _pairs(self, n: int) -> list[tuple[int, int]]:
        return [(i, j) for i in range(n) for j in range(n) if self.diagonal or i != j]


def _excess(filters: Array, i: int, j: int) -> Array:
    return np.sum(filters[i] * filters[j]) - (1.0 if i == j else 0.0)
