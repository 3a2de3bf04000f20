"""Adam."""

from math import sqrt
from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import AbstractOptimizer, Array
from ganreg.params import POSITIVE, Range, param


@attrs.frozen(kw_only=True)
class Adam(AbstractOptimizer):
    """m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  θ ← θ − lr·m̂/(√v̂ + ε), with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    ε is outside the root and added to the corrected √v̂.

    Source: Kingma and Ba 2015 (arXiv 1412.6980), Algorithm 1.
    """

    name = "adam"
    claim = Claim("circles", "on a regularised game: at a distance of the size of a constant learning rate")
    moments = ("mean", "square")

    beta1: float = param(0.9, "The share β₁ of the past mean.", validator=Range(0, 1, high_open=True))
    beta2: float = param(0.999, "The share β₂ of the past mean square.", validator=Range(0, 1, high_open=True))
    epsilon: float = param(1e-8, "Added to the root.", validator=POSITIVE)

    @property
    def has_momentum(self) -> bool:
        """Whether β₁ > 0."""
        return self.beta1 > 0

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter, mean and mean square."""
        mean = self.beta1 * moments[0] + (1 - self.beta1) * grad
        square = self.beta2 * moments[1] + (1 - self.beta2) * (grad * grad)
        root = xp.sqrt(square) * (1 / sqrt(1 - self.beta2**t))
        return param - (self.lr / (1 - self.beta1**t)) * mean / (root + self.epsilon), mean, square
