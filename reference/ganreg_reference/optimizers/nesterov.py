"""Nesterov's accelerated gradient."""

from ganreg_reference.optimizers.elementwise import Array, ElementwiseRule


class Nesterov(ElementwiseRule):
    """v ← μv + g, θ ← θ − lr·(g + μv).

    Source: Sutskever et al. 2013, equations 3 and 4, of the point that is looked ahead to, as in Bengio et al. 2013
    (arXiv 1212.0901), section 3.5.
    """

    moments = ("velocity",)

    def step(self, theta: Array, g: Array, moments: list[Array], t: int) -> tuple[Array, ...]:
        """θ, v."""
        mu = self.optimizer.momentum
        v = mu * moments[0] + g
        return theta - self.optimizer.lr * (g + mu * v), v
