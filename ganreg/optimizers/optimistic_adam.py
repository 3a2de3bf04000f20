"""Optimistic Adam."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import Array
from ganreg.optimizers.adaptive_moments import AbstractAdaptiveMoments


@attrs.frozen(kw_only=True)
class OptimisticAdam(AbstractAdaptiveMoments):
    """θ ← θ − 2·lr·m̂ₜ/(√v̂ₜ + ε) + lr·m̂ₜ₋₁/(√v̂ₜ₋₁ + ε), with m̂ and v̂ as in Adam and m̂₀ = 0.

    The last step's moments are all that is remembered: what they foretold is worked out again. With a learning rate
    that follows a schedule, the present one stands before both terms, as in `optimistic`. Each term has the corrections
    of its own step, as published; the authors' code has those of step t before both.

    Source: Daskalakis et al. 2018 (arXiv 1711.00141), Algorithm 1.
    """

    name = "optimistic_adam"
    claim = Claim("circles", "on a regularised game: at a distance of the size of a constant learning rate")

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter, mean and mean square."""
        mean, square = self.averages(grad, moments)
        # Before the first step both moments are 0, and so is their change, with the corrections of any step.
        before = t - 1 * (t > 1)
        moved = param - 2 * self.change(mean, square, t, xp) + self.change(moments[0], moments[1], before, xp)
        return moved, mean, square
