"""RMSProp, centred or not."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import AbstractOptimizer, Array
from ganreg.params import FLAG, POSITIVE, Range, param


@attrs.frozen(kw_only=True)
class RMSProp(AbstractOptimizer):
    """s ← ρ·s + (1 − ρ)·g²;  θ ← θ − lr·g/(√s + ε). Centred: m ← ρ·m + (1 − ρ)·g, and √(s − m²) in place of √s.

    s − m² is the gradients' running variance. ε is outside the root, where Graves has it inside. ρ = 0.99 and ε = 1e-8
    are what the WGAN authors' code used (its framework's defaults); the lecture has ρ = 0.9.

    Source: Tieleman and Hinton 2012, Lecture 6.5 of Neural Networks for Machine Learning; centred: Graves 2013 (arXiv
    1308.0850), equations 38 to 40.
    """

    name = "rmsprop"
    claim = Claim("circles", "on a regularised game: at a distance of the size of a constant learning rate")
    moments = ("square", "mean")

    decay: float = param(0.99, "The share ρ of the past mean square.", validator=Range(0, 1, high_open=True))
    epsilon: float = param(1e-8, "Added to the root.", validator=POSITIVE)
    centred: bool = param(False, "Whether to divide by the gradients' standard deviation.", validator=FLAG)

    @property
    def kept(self) -> tuple[str, ...]:
        """The mean square; the mean only where it is needed."""
        return self.moments if self.centred else self.moments[:1]

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter and mean square, and the mean if centred."""
        square = self.decay * moments[0] + (1 - self.decay) * (grad * grad)
        if not self.centred:
            return param - self.lr * grad / (xp.sqrt(square) + self.epsilon), square
        mean = self.decay * moments[1] + (1 - self.decay) * grad
        variance = xp.maximum(square - mean * mean, xp.zeros_like(square))  # rounding can make it less than 0
        return param - self.lr * grad / (xp.sqrt(variance) + self.epsilon), square, mean
