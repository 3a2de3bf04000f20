"""The penalty of DRAGAN."""

from typing import Any

import numpy as np

Array = Any


class Dragan:
    """λ·E(‖∇f(x + δ)‖ − k)² as a function of the norms `(n,)`.

    Source: Kodali et al. 2017 (arXiv 1705.07215), Algorithm 1.
    """

    points = ("perturbed_real",)

    def __init__(self, penalty: Any) -> None:
        self.weight = penalty.weight
        self.target = penalty.target

    def value(self, norms: Array) -> Array:
        """(λ/n) Σᵢ (‖gᵢ‖ − k)²."""
        return self.weight * sum((norm - self.target) ** 2 for norm in norms) / len(norms)

    def derivative(self, norms: Array) -> Array:
        """2λ(‖gᵢ‖ − k)/n."""
        return np.array([2.0 * self.weight * (norm - self.target) / len(norms) for norm in norms])
