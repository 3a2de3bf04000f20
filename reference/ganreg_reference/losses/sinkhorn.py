"""The oracle of the Sinkhorn divergence."""

from typing import Any

import numpy as np

from ganreg.errors import ConvergenceError

Array = Any
STEPS = 2000


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
        return 2 * self._cost(real, fake) - self._cost(real, real) - self._cost(fake, fake)

    def generator_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂S/∂r and ∂S/∂f: the potentials are at their maximum, so only the costs are differentiated."""
        return self._gradient(real, fake), self._gradient(fake, real)

    def _cost(self, x: Array, y: Array) -> Array:
        u, v = self._potentials(self._costs(x, y))
        return sum(u) / len(u) + sum(v) / len(v)

    def _gradient(self, scores: Array, others: Array) -> Array:
        """2 Σⱼ Pᵢⱼ c′(sᵢ − oⱼ) − Σⱼ Qᵢⱼ c′(sᵢ − sⱼ) + Σⱼ Qⱼᵢ c′(sⱼ − sᵢ)."""
        across, within = self._plan(scores, others), self._plan(scores, scores)
        gradient = np.zeros(len(scores))
        for i, score in enumerate(scores):
            for j, other in enumerate(others):
                gradient[i] += 2 * across[i, j] * self._slope(score - other)
            for j, other in enumerate(scores):
                gradient[i] -= within[i, j] * self._slope(score - other)
                gradient[i] += within[j, i] * self._slope(other - score)
        return gradient

    def _costs(self, x: Array, y: Array) -> Array:
        return np.array([[abs(a - b) ** self.p for b in y] for a in x])

    def _slope(self, d: float) -> float:
        """c′(d) = p·|d|^(p − 1)·sign d."""
        return float(self.p * abs(d) ** (self.p - 1) * np.sign(d))

    def _plan(self, x: Array, y: Array) -> Array:
        costs = self._costs(x, y)
        u, v = self._potentials(costs)
        return np.exp((u[:, None] + v[None, :] - costs) / self.epsilon) / costs.size

    def _potentials(self, costs: Array) -> tuple[Array, Array]:
        """Both potentials, each the soft minimum of costs less the other, in turn until nothing changes."""
        u, v = np.zeros(costs.shape[0]), np.zeros(costs.shape[1])
        small = 1e-15 * (np.max(costs) + self.epsilon)
        for _ in range(STEPS):
            before, u = u, np.array([self._soft_minimum(row - v) for row in costs])
            v = np.array([self._soft_minimum(column - u) for column in costs.T])
            if np.max(np.abs(u - before)) <= small:
                return u, v
        raise ConvergenceError(f"The reference's Sinkhorn iteration has not converged in {STEPS} steps.")

    def _soft_minimum(self, values: Array) -> float:
        """−ε log mean exp(−x/ε), with the least x taken out."""
        least = np.min(values)
        return float(least - self.epsilon * np.log(np.mean(np.exp(-(values - least) / self.epsilon))))
