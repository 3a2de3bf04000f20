"""The mathematics of normalising sets of numbers, whichever numbers a layer takes for a set."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ganreg_reference.layers.abstract import Array


class Normalisation:
    """u = (x − mean(x))/s with s = √(var(x) + ε), for each of the sets into which the numbers of x fall.

    Within one set of n numbers write ⟨a, b⟩ for mean(a·b). From ds = ⟨u, dx⟩ follows du = J·dx with the symmetric map

        J·a = (a − mean(a) − u·⟨u, a⟩)/s.

    For constant k, the reverse pass has to differentiate k·Jẋ = n(⟨k, ẋ⟩ − mean(k)·mean(ẋ) − ⟨k, u⟩⟨u, ẋ⟩)/s in x:

        ∂(k·Jẋ)/∂x = −(u·⟨k, Jẋ⟩ + ⟨u, ẋ⟩·Jk + ⟨k, u⟩·Jẋ)/s.

    So for y = γ·u + β, products run number by number: ẏ = γ·Jẋ; from ȳ come x̄ = J(γȳ), γ̄ = ȳ·u, β̄ = ȳ. With c the
    adjoint of ẏ and k = γ·c: x̄ = J(γȳ) + ∂(k·Jẋ)/∂x, the adjoint of ẋ is Jk, γ̄ = ȳ·u + c·Jẋ, β̄ = ȳ.

    Args:
        x: the numbers, of any shape.
        sets: the index of each set; every number is in one of them.
        epsilon: ε.
    """

    def __init__(self, x: Array, sets: Sequence[Any], epsilon: float) -> None:
        self._sets = sets
        centred = x - self._mean(x)
        self._s = np.sqrt(self._mean(centred * centred) + epsilon)
        self.u = centred / self._s

    def jacobian(self, a: Array) -> Array:
        """J·a."""
        return (a - self._mean(a) - self.u * self._mean(self.u * a)) / self._s

    def curvature(self, k: Array, tangent: Array) -> Array:
        """∂(k·Jẋ)/∂x."""
        j_k, j_tangent = self.jacobian(k), self.jacobian(tangent)
        turned = self.u * self._mean(k * j_tangent)
        return -(turned + self._mean(self.u * tangent) * j_k + self._mean(k * self.u) * j_tangent) / self._s

    def _mean(self, a: Array) -> Array:
        """For each number the mean of its set."""
        means = np.empty_like(a)
        for numbers in self._sets:
            means[numbers] = np.mean(a[numbers])
        return means


def least_spread(x: Array, sets: Sequence[Any]) -> float:
    """The least std x/√mean x² of the sets x, 1 where the mean is 0; 0 for a set of zeros."""
    return min(_spread(x[numbers]) for numbers in sets)


def _spread(numbers: Array) -> float:
    return float(np.std(numbers) / np.sqrt(np.mean(numbers**2))) if np.any(numbers) else 0.0
