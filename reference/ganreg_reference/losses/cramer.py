"""The oracle of the energy distance."""

from typing import Any

import numpy as np

from ganreg_reference.losses.pairs import pairs

Array = Any


class Cramer:
    """M = 2 E|r − f| − E|r − r′| − E|f − f′|; the critic minimises −M, the generator M.

    Source: Bellemare et al. 2017 (arXiv 1705.10743), section 5; Székely and Rizzo 2013.
    """

    def __init__(self, loss: Any) -> None:
        self.unbiased = loss.unbiased

    def critic(self, real: Array, fake: Array) -> Array:
        """−M."""
        return -self._distance(real, fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """−∂M/∂r and −∂M/∂f."""
        return -self._gradient(real, fake), -self._gradient(fake, real)

    def generator(self, real: Array, fake: Array) -> Array:
        """M."""
        return self._distance(real, fake)

    def generator_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂M/∂r and ∂M/∂f."""
        return self._gradient(real, fake), self._gradient(fake, real)

    def _distance(self, real: Array, fake: Array) -> Array:
        across = [_absolute(r - f) for r in real for f in fake]
        return 2 * sum(across) / len(across) - self._spread(real) - self._spread(fake)

    def _spread(self, scores: Array) -> Array:
        chosen = pairs(len(scores), self.unbiased)
        return sum(_absolute(scores[i] - scores[j]) for i, j in chosen) / len(chosen)

    def _gradient(self, scores: Array, others: Array) -> Array:
        """∂M/∂s_k = (2/nm) Σⱼ sign(s_k − oⱼ) − Σ over pairs (i, j) of sign(sᵢ − sⱼ)·(δᵢₖ − δⱼₖ)/pairs."""
        chosen, gradient = pairs(len(scores), self.unbiased), np.zeros(len(scores))
        for k, score in enumerate(scores):
            gradient[k] = 2 * sum(np.sign(np.real(score - other)) for other in others) / (len(scores) * len(others))
        for i, j in chosen:
            gradient[i] -= np.sign(np.real(scores[i] - scores[j])) / len(chosen)
            gradient[j] += np.sign(np.real(scores[i] - scores[j])) / len(chosen)
        return gradient


def _absolute(d: Any) -> Any:
    """|d|, analytic away from Re d = 0."""
    return d * np.sign(np.real(d))
