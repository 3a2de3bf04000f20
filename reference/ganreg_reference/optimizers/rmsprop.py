"""RMSProp, centred or not."""

from typing import Any

import numpy as np

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class RMSProp(ElementwiseRule):
    """s ← ρs + (1 − ρ)g², θ ← θ − lr·g/(√s + ε); centred: m ← ρm + (1 − ρ)g, θ ← θ − lr·g/(√(s − m²) + ε).

    Source: Tieleman and Hinton 2012, Lecture 6.5; centred: Graves 2013 (arXiv 1308.0850), equations 38 to 40.
    """

    def __init__(self, optimizer: Any) -> None:
        super().__init__(optimizer)
        self.moments = ("square", "mean") if optimizer.centred else ("square",)

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, s, and m if centred."""
        rho, lr, epsilon = self.optimizer.decay, self.optimizer.lr, self.optimizer.epsilon
        s = rho * moments[0] + (1.0 - rho) * g**2
        if not self.optimizer.centred:
            return theta - lr * g / (np.sqrt(s) + epsilon), s
        m = rho * moments[1] + (1.0 - rho) * g
        variance = np.maximum(s - m**2, 0.0)  # never negative but for rounding
        return theta - lr * g / (np.sqrt(variance) + epsilon), s, m
