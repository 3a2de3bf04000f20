"""The penalty of WGAN-LP."""

from typing import Any

import numpy as np

from ganreg_reference.constraints.distance import nearest

Array = Any


class OneSidedGradientPenalty:
    """λ·E[(max{0, ‖∇f(x̂)‖ − 1})²] as a function of the norms `(n,)`.

    Source: Petzka, Fischer, Lukovnicov 2018 (arXiv 1709.08894), the penalty of WGAN-LP.
    """

    points = ("interpolates",)

    def __init__(self, penalty: Any) -> None:
        self.weight = penalty.weight
        self.target = penalty.target

    def value(self, norms: Array) -> Array:
        """(λ/n) Σ (‖gᵢ‖ − 1)² over the norms above 1."""
        return self.weight * sum((norm - self.target) ** 2 for norm in self._above(norms)) / len(norms)

    def derivative(self, norms: Array) -> Array:
        """2λ(‖gᵢ‖ − 1)/n for a norm above 1, otherwise 0."""
        factor = 2.0 * self.weight / len(norms)
        return np.array([factor * (norm - self.target) if norm > self.target else 0.0 for norm in norms])

    def kink(self, norms: Array) -> float:
        """How near a norm is to the target."""
        return nearest(norms, self.target)

    def _above(self, norms: Array) -> list[Array]:
        return [norm for norm in norms if np.real(norm) > self.target]
