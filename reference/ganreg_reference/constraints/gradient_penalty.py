"""The gradient penalty of WGAN-GP."""

from typing import Any

import numpy as np

from ganreg_reference.constraints.distance import nearest

Array = Any


class GradientPenalty:
    """λ·E(‖∇f(x̂)‖ − target)², or λ·E max(0, ‖∇f(x̂)‖ − target)² if one-sided, as a function of the norms `(n,)`.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), equation 3; the one-sided form in section 4.
    """

    points = ("interpolates",)

    def __init__(self, penalty: Any) -> None:
        self.weight = penalty.weight
        self.target = penalty.target
        self.one_sided = penalty.one_sided

    def value(self, norms: Array) -> Array:
        """(λ/n) Σᵢ eᵢ² with eᵢ = ‖gᵢ‖ − target, or 0 if one-sided and the norm is below the target."""
        return self.weight * sum(self._excess(norm) ** 2 for norm in norms) / len(norms)

    def derivative(self, norms: Array) -> Array:
        """∂/∂‖gᵢ‖ = 2λ·eᵢ/n."""
        return np.array([2.0 * self.weight * self._excess(norm) / len(norms) for norm in norms])

    def kink(self, norms: Array) -> float:
        """How near a norm is to the target, where a one-sided penalty begins; inf if it is two-sided."""
        return nearest(norms, self.target) if self.one_sided else float("inf")

    def _excess(self, norm: Array) -> Array:
        return 0.0 * norm if self.one_sided and np.real(norm) <= self.target else norm - self.target
