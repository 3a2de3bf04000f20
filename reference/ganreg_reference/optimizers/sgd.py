"""Gradient descent with momentum."""

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class SGD(ElementwiseRule):
    """v ← μv + g, θ ← θ − lr·v.

    Source: Sutskever et al. 2013, equations 1 and 2, with the learning rate outside the velocity.
    """

    moments = ("velocity",)

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, v."""
        v = self.optimizer.momentum * moments[0] + g
        return theta - self.optimizer.lr * v, v
