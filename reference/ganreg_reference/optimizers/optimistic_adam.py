"""Optimistic Adam."""

import numpy as np

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class OptimisticAdam(ElementwiseRule):
    """m, v as in Adam; θ ← θ − 2·lr·m̂ₜ/(√v̂ₜ + ε) + lr·m̂ₜ₋₁/(√v̂ₜ₋₁ + ε), the last term 0 at t = 1.

    Source: Daskalakis et al. 2018 (arXiv 1711.00141), Algorithm 1.
    """

    moments = ("mean", "square")

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, m, v."""
        beta1, beta2, lr = self.optimizer.beta1, self.optimizer.beta2, self.optimizer.lr
        m = beta1 * moments[0] + (1.0 - beta1) * g
        v = beta2 * moments[1] + (1.0 - beta2) * g**2
        now = self._direction(m, v, t)
        before = self._direction(moments[0], moments[1], t - 1) if t > 1 else 0.0 * theta
        return theta - 2.0 * lr * now + lr * before, m, v

    def _direction(self, m: Array, v: Array, t: int) -> Array:
        """m̂/(√v̂ + ε) of step t."""
        m_hat = m / (1.0 - self.optimizer.beta1**t)
        v_hat = v / (1.0 - self.optimizer.beta2**t)
        return m_hat / (np.sqrt(v_hat) + self.optimizer.epsilon)
