"""AMSGrad."""

import numpy as np

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class AMSGrad(ElementwiseRule):
    """m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², v* ← max(v*, v), θ ← θ − lr·m/(√v* + ε).

    Corrected for bias: m/(1 − β₁ᵗ) and v*/(1 − β₂ᵗ) in place of m and v*.

    Source: Reddi, Kale and Kumar 2018 (arXiv 1904.09237), Algorithm 2.
    """

    moments = ("mean", "square", "largest_square")

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, m, v, v*."""
        beta1, beta2 = self.optimizer.beta1, self.optimizer.beta2
        m = beta1 * moments[0] + (1.0 - beta1) * g
        v = beta2 * moments[1] + (1.0 - beta2) * g**2
        largest = np.maximum(moments[2], v)
        numerator, under_root = m, largest
        if self.optimizer.bias_correction:
            numerator, under_root = m / (1.0 - beta1**t), largest / (1.0 - beta2**t)
        return theta - self.optimizer.lr * numerator / (np.sqrt(under_root) + self.optimizer.epsilon), m, v, largest
