"""The augmented Lagrangian of Sobolev GAN."""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any


class Sobolev:
    """−λ(1 − Ω) + (ρ/2)(Ω − 1)² with Ω = ½E‖∇f(x)‖² + ½E‖∇f(x̃)‖², as a function of the norms `(2n,)`.

    The paper maximises E(f, G) + λ(1 − Ω) − (ρ/2)(Ω − 1)² in the critic, and descends in λ with steps of ρ.

    Source: Mroueh et al. 2018 (arXiv 1711.04894), Algorithm 1.
    """

    points = ("both",)

    def __init__(self, penalty: Any) -> None:
        self.multiplier = penalty.multiplier
        self.rho = penalty.rho

    def value(self, norms: Array) -> Array:
        """The term that is minimised."""
        omega = _omega(norms)
        return -self.multiplier * (1.0 - omega) + self.rho / 2.0 * (omega - 1.0) ** 2

    def derivative(self, norms: Array) -> Array:
        """(λ + ρ(Ω − 1))·∂Ω/∂‖gᵢ‖ with ∂Ω/∂‖gᵢ‖ = ‖gᵢ‖/n."""
        half, factor = len(norms) / 2.0, self.multiplier + self.rho * (_omega(norms) - 1.0)
        return np.array([factor * norm / half for norm in norms])

    def next_state(self, state: Mapping[str, Any], norms: Array) -> Mapping[str, Any]:
        """λ ← λ − ρ·∂(λ(1 − Ω))/∂λ."""
        return {"multiplier": state["multiplier"] - self.rho * (1.0 - _omega(norms))}


def _omega(norms: Array) -> Array:
    """½ of the mean square over the first half of the norms, real, and ½ of that over the second, fake."""
    n = len(norms) // 2
    return 0.5 * sum(norm * norm for norm in norms[:n]) / n + 0.5 * sum(norm * norm for norm in norms[n:]) / n
