"""The oracle of the Sinkhorn divergence."""

from typing import Any

import numpy as np

from ganreg_reference.losses.entropic_transport import Solution, entropic_transport

Array = Any


class Sinkhorn:
    """S = 2 W(r, f) − W(r, r) − W(f, f) with W the entropic transport cost; the critic minimises −S, the generator S.

    W(x, y) = max over potentials u, v of mean u + mean v − ε·mean exp((uᵢ + vⱼ − cᵢⱼ)/ε) + ε, whose last two terms
    cancel at the maximum; the plan is Pᵢⱼ = exp((uᵢ + vⱼ − cᵢⱼ)/ε)/nm.

    Source: Genevay et al. 2018 (arXiv 1706.00292), equation 4; Feydy et al. 2019 (arXiv 1810.08278), equations 1 to 10.
    """

    def __init__(self, loss: Any) -> None:
        self.epsilon, self.p = loss.epsilon, loss.p

    def critic(self, real: Array, fake: Array) -> Array:
        """−S."""
        return -self.generator(real, fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """−∂S/∂r and −∂S/∂f."""
        in_real, in_fake = self.generator_gradients(real, fake)
        return -in_real, -in_fake

    def generator(self, real: Array, fake: Array) -> Array:
        """S."""
        across = self._solution(real, fake).value
        return float(2 * across - self._solution(real, real).value - self._solution(fake, fake).value)

    def generator_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂S/∂r and ∂S/∂f: the potentials are at their maximum, so only the costs are differentiated."""
        return self._gradient(real, fake), self._gradient(fake, real)

    def _gradient(self, scores: Array, others: Array) -> Array:
        """2 Σⱼ Pᵢⱼ c′(sᵢ − oⱼ) − Σⱼ Qᵢⱼ c′(sᵢ − sⱼ) + Σⱼ Qⱼᵢ c′(sⱼ − sᵢ)."""
        across, within = (self._plan(scores, y) for y in (others, scores))
        gradient = np.zeros(len(scores))
        for i, score in enumerate(scores):
            for j, other in enumerate(others):
                gradient[i] += 2 * across[i, j] * self._slope(score - other)
            for j, other in enumerate(scores):
                gradient[i] -= within[i, j] * self._slope(score - other)
                gradient[i] += within[j, i] * self._slope(other - score)
        return gradient

    def _slope(self, d: float) -> float:
        """c′(d) = p·|d|^(p − 1)·sign d."""
        return float(self.p * abs(d) ** (self.p - 1) * np.sign(d))

    def _plan(self, x: Array, y: Array) -> Array:
        return np.array([[float(weight) for weight in row] for row in self._solution(x, y).plan])

    def _solution(self, x: Array, y: Array) -> Solution:
        return entropic_transport(tuple(map(float, x)), tuple(map(float, y)), float(self.p), float(self.epsilon))
