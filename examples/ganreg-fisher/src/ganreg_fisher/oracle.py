"""The same mathematics once more, written from the paper alone, one score at a time."""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any


class FisherOracle:
    """The negative of λ(1 − Ω̂) − (ρ/2)(Ω̂ − 1)², with Ω̂ = 1/(2N) Σ f²(xᵢ) + 1/(2M) Σ f²(g(zⱼ)).

    It reads parameters, knows no array namespace, and takes complex numbers, so that a complex step can check it.

    Source: Mroueh and Sercu 2017 (arXiv 1705.09675), equation 9, Algorithm 1.
    """

    points = ("real", "fake")  # of the scores, in this order

    def __init__(self, fisher: Any) -> None:
        self.lagrange, self.rho = fisher.multiplier, fisher.rho

    def value(self, scores: tuple[Array, ...]) -> Array:
        """What the critic minimises beside its loss."""
        omega = _second_moment(scores)
        return -(self.lagrange * (1.0 - omega) - self.rho / 2.0 * (omega - 1.0) ** 2)

    def gradients(self, scores: tuple[Array, ...]) -> tuple[Array, ...]:
        """∂/∂f = −λ·(−∂Ω̂/∂f) + ρ(Ω̂ − 1)·∂Ω̂/∂f, where ∂Ω̂/∂f = 2f/(2N)."""
        excess, found = _second_moment(scores) - 1.0, []
        for vector in scores:
            moments = [2.0 * score / (2.0 * len(vector)) for score in vector]
            found.append(np.array([self.lagrange * moment + self.rho * excess * moment for moment in moments]))
        return tuple(found)

    def next_state(self, state: Mapping[str, Any], scores: tuple[Array, ...]) -> Mapping[str, Any]:
        """λ ← λ − ρ·∂L/∂λ with ∂L/∂λ = 1 − Ω̂."""
        return {"multiplier": state["multiplier"] - self.rho * (1.0 - _second_moment(scores))}


def _second_moment(scores: tuple[Array, ...]) -> Array:
    """Ω̂: half of the mean square over real samples, and half of that over generated ones."""
    return sum(score * score / (2.0 * len(vector)) for vector in scores for score in vector)
