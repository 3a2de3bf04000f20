"""RMSProp."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import AbstractOptimizer, Array
from ganreg.params import POSITIVE, Range, param


@attrs.frozen(kw_only=True)
class RMSProp(AbstractOptimizer):
    """s ← ρ·s + (1 − ρ)·g²;  θ ← θ − lr·g/(√s + ε). Not centred; ε outside the root.

    ρ = 0.99 and ε = 1e-8 are what the WGAN authors' code used (its framework's defaults); the lecture has ρ = 0.9.

    Source: Tieleman and Hinton 2012, Lecture 6.5 of Neural Networks for Machine Learning.
    """

    name = "rmsprop"
    claim = Claim("circles", "on a regularised game: at a distance of the size of a constant learning rate")
    moments = ("square",)

    decay: float = param(0.99, "The share ρ of the past mean square.", validator=Range(0, 1, high_open=True))
    epsilon: float = param(1e-8, "Added to the root.", validator=POSITIVE)

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter and mean square."""
        square = self.decay * moments[0] + (1 - self.decay) * (grad * grad)
        return param - self.lr * grad / (xp.sqrt(square) + self.epsilon), square
