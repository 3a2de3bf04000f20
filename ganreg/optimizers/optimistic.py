"""Optimistic gradient descent."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import AbstractOptimizer, Array


@attrs.frozen(kw_only=True)
class Optimistic(AbstractOptimizer):
    """θ ← θ − 2·lr·gₜ + lr·gₜ₋₁, with g₀ = 0: the last gradient foretells the next, and what it foretold is taken back.

    Where plain descent of both players circles or spirals out, as in bilinear games, this converges. With a learning
    rate that follows a schedule, the present one stands before both terms: gradients that stay the same then move the
    parameters by lr·g, whatever the rate was before.

    The past gradient enters against its direction, so it is no momentum.

    Source: Daskalakis et al. 2018 (arXiv 1711.00141), section 2: optimistic mirror descent, unconstrained.
    """

    name = "optimistic"
    claim = Claim(
        "converges",
        "on a regularised game, with small steps; on the bilinear game too",
        "Daskalakis et al. 2018 (arXiv 1711.00141), Theorem 1",
    )
    moments = ("past_gradient",)
    adaptive = False

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter, and the gradient to be remembered."""
        return param - self.lr * (2 * grad - moments[0]), grad
