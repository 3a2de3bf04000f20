"""The oracle of LeCam regularisation, one score at a time, with its moving averages."""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any


class LeCam:
    """λ·(E(D(x) − α_F)² + E(D(G(z)) − α_R)²), α_R and α_F constants.

    Rectified: λ·(E max(0, D(x) − α_F)² + E max(0, α_R − D(G(z)))²), as in the authors' code.

    Source: Tseng et al. 2021 (arXiv 2104.03310), R_LC in section 3; google/lecam-gan, biggan_cifar/losses.py.
    """

    points = ("real", "fake")

    def __init__(self, penalty: Any) -> None:
        self.weight, self.decay, self.rectified = penalty.weight, penalty.decay, penalty.rectified
        self.anchors = penalty.fake_average, penalty.real_average

    def value(self, scores: tuple[Array, ...]) -> Array:
        """Of D(x) and D(G(z))."""
        terms = 0.0
        for side, vector in enumerate(scores):
            distances = [self._distance(side, score) for score in vector]
            terms = terms + sum(distance * distance for distance in distances) / len(distances)
        return self.weight * terms

    def gradients(self, scores: tuple[Array, ...]) -> tuple[Array, ...]:
        """∂/∂D = 2λ(D − α)/n, or 0 where a rectified term is 0."""
        return tuple(
            np.array([2.0 * self.weight * self._distance(side, score) / len(vector) for score in vector])
            for side, vector in enumerate(scores)
        )

    def next_state(self, state: Mapping[str, Any], observed: tuple[Array, ...]) -> Mapping[str, Any]:
        """Sₜ = γSₜ₋₁ + (1 − γ)·mean D, whose weights add up to 1 − γᵗ; the average is αₜ = Sₜ/(1 − γᵗ)."""
        before, after = state["seen"], state["seen"] + 1
        averages = {}
        for side, vector in zip(("real", "fake"), observed, strict=True):
            weighted = state[side] * (1.0 - self.decay**before)
            weighted = self.decay * weighted + (1.0 - self.decay) * sum(vector) / len(vector)
            averages[side] = weighted / (1.0 - self.decay**after)
        return {**averages, "seen": after}

    def _distance(self, side: int, score: Array) -> Array:
        """D(x) − α_F of a real sample (side 0), D(G(z)) − α_R of a fake one; 0 · D where it is rectified away."""
        distance = score - self.anchors[side]
        wrong_side = np.real(distance) <= 0 if side == 0 else np.real(distance) >= 0
        return 0.0 * score if self.rectified and wrong_side else distance
