"""Adam with decoupled weight decay."""

import numpy as np

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class AdamW(ElementwiseRule):
    """m, v, m̂, v̂ as in Adam; θ ← θ − lr·(m̂/(√v̂ + ε) + w·θ).

    Source: Loshchilov and Hutter 2019 (arXiv 1711.05101), Algorithm 2, with the learning rate before the decay too.
    """

    moments = ("mean", "square")

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, m, v."""
        beta1, beta2 = self.optimizer.beta1, self.optimizer.beta2
        m = beta1 * moments[0] + (1.0 - beta1) * g
        v = beta2 * moments[1] + (1.0 - beta2) * g**2
        m_hat = m / (1.0 - beta1**t)
        v_hat = v / (1.0 - beta2**t)
        change = m_hat / (np.sqrt(v_hat) + self.optimizer.epsilon) + self.optimizer.weight_decay * theta
        return theta - self.optimizer.lr * change, m, v
