"""Nesterov's accelerated gradient."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.optimizers.abstract import AbstractOptimizer, Array
from ganreg.params import Range, param


@attrs.frozen(kw_only=True)
class Nesterov(AbstractOptimizer):
    """v ← μ·v + g;  θ ← θ − lr·(g + μ·v).

    The published rule takes the gradient where the velocity alone would lead, at φ = θ − lr·μ·v. In terms of φ, which
    is what is kept and used here, it reads as above, as in `torch.optim.SGD(nesterov=True)`: gradients are taken at the
    parameters, as always.

    Source: Nesterov 1983; Sutskever et al. 2013, equations 3 and 4; in terms of φ Bengio et al. 2013 (arXiv 1212.0901),
    section 3.5.
    """

    name = "nesterov"
    claim = Claim("converges", "on a regularised game, with small steps")
    moments = ("velocity",)
    adaptive = False

    momentum: float = param(0.9, "The share μ of the past velocity.", validator=Range(0, 1, high_open=True))

    @property
    def has_momentum(self) -> bool:
        """Whether μ > 0."""
        return self.momentum > 0

    def step(self, grad: Array, moments: tuple[Array, ...], param: Array, t: int, xp: Any) -> tuple[Array, ...]:
        """The new parameter and velocity."""
        velocity = self.momentum * moments[0] + grad
        return param - self.lr * (grad + self.momentum * velocity), velocity
