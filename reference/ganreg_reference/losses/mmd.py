"""The oracle of the maximum mean discrepancy."""

from typing import Any

import numpy as np

from ganreg_reference.losses.pairs import pairs

Array = Any


class MMD:
    """MMD² = E k(r, r′) + E k(f, f′) − 2 E k(r, f); the critic minimises −MMD², the generator MMD².

    Source: Li et al. 2017 (arXiv 1705.08584), equation 2; Bińkowski et al. 2018 (arXiv 1801.01401), section 4.
    """

    def __init__(self, loss: Any) -> None:
        self.unbiased = loss.unbiased
        self.gaussian = loss.kernel == "gaussian"
        self.scales = loss.bandwidths if self.gaussian else loss.alphas

    def critic(self, real: Array, fake: Array) -> Array:
        """−MMD²."""
        return -self.generator(real, fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """−∂MMD²/∂r and −∂MMD²/∂f."""
        in_real, in_fake = self.generator_gradients(real, fake)
        return -in_real, -in_fake

    def generator(self, real: Array, fake: Array) -> Array:
        """MMD², one kernel after another."""
        total = 0.0
        for scale in self.scales:
            across = [self._k(r - f, scale) for r in real for f in fake]
            total = total + self._within(real, scale) + self._within(fake, scale) - 2 * sum(across) / len(across)
        return total

    def generator_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂MMD²/∂r and ∂MMD²/∂f."""
        return self._gradient(real, fake), self._gradient(fake, real)

    def _within(self, scores: Array, scale: float) -> Array:
        chosen = pairs(len(scores), self.unbiased)
        return sum(self._k(scores[i] - scores[j], scale) for i, j in chosen) / len(chosen)

    def _gradient(self, scores: Array, others: Array) -> Array:
        """Each pair (i, j) within moves both its members, by k′(sᵢ − sⱼ) and its negative."""
        gradient, chosen = 0.0 * scores, pairs(len(scores), self.unbiased)
        for scale in self.scales:
            for i, j in chosen:
                slope = self._slope(scores[i] - scores[j], scale) / len(chosen)
                gradient[i] += slope
                gradient[j] -= slope
            for i, score in enumerate(scores):
                across = sum(self._slope(score - other, scale) for other in others)
                gradient[i] -= 2 * across / (len(scores) * len(others))
        return gradient

    def _k(self, d: Any, scale: float) -> Any:
        """exp(−d²/2σ²), or (1 + d²/2α)^(−α)."""
        return np.exp(-(d**2) / (2 * scale**2)) if self.gaussian else (1 + d**2 / (2 * scale)) ** (-scale)

    def _slope(self, d: Any, scale: float) -> Any:
        """−(d/σ²)·exp(−d²/2σ²), or −d·(1 + d²/2α)^(−α − 1)."""
        if self.gaussian:
            return -d / scale**2 * np.exp(-(d**2) / (2 * scale**2))
        return -d * (1 + d**2 / (2 * scale)) ** (-scale - 1)
