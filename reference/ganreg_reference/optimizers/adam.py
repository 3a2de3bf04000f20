"""Adam."""

import numpy as np

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class Adam(ElementwiseRule):
    """m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ), θ ← θ − lr·m̂/(√v̂ + ε).

    Source: Kingma and Ba 2015 (arXiv 1412.6980), Algorithm 1.
    """

    moments = ("mean", "square")

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, m, v."""
        beta1, beta2 = self.optimizer.beta1, self.optimizer.beta2
        m = beta1 * moments[0] + (1.0 - beta1) * g
        v = beta2 * moments[1] + (1.0 - beta2) * g**2
        m_hat = m / (1.0 - beta1**t)
        v_hat = v / (1.0 - beta2**t)
        return theta - self.optimizer.lr * m_hat / (np.sqrt(v_hat) + self.optimizer.epsilon), m, v
