"""Optimistic gradient descent."""

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class Optimistic(ElementwiseRule):
    """θ ← θ − 2·lr·g + lr·h, then h ← g; before the first step h = 0.

    Source: Daskalakis et al. 2018 (arXiv 1711.00141), section 2, optimistic mirror descent.
    """

    moments = ("past_gradient",)

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, h."""
        lr = self.optimizer.lr
        return theta - 2.0 * lr * g + lr * moments[0], g
