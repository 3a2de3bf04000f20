"""Gradient descent, with or without momentum."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import AbstractOptimizer, Array
from ganreg.params import Range, param


@attrs.frozen(kw_only=True)
class SGD(AbstractOptimizer):
    """v ← μ·v + g;  θ ← θ − lr·v. With μ = 0, as it is unless given: θ ← θ − lr·g.

    Source: Polyak 1964 (heavy ball), in the form of Sutskever et al. 2013, equations 1 and 2, with the learning rate
    outside the velocity.
    """

    name = "sgd"
    claim = Claim(
        "converges", "on a regularised game, with small steps", "Mescheder et al. 2018 (arXiv 1801.04406), Theorem 4.1"
    )
    moments = ("velocity",)
    adaptive = False

    momentum: float = param(0.0, "The share μ of the past velocity.", validator=Range(0, 1, high_open=True))

    @property
    def has_momentum(self) -> bool:
        """Whether μ > 0."""
        return self.momentum > 0

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter and velocity."""
        velocity = self.momentum * moments[0] + grad
        return param - self.lr * velocity, velocity
