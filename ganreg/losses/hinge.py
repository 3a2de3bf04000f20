"""The hinge loss."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import AbstractLoss, Array


def positive_part(x: Array, xp: Any) -> Array:
    """max(0, x), with derivative 0 at 0 under automatic differentiation too, where a maximum would give ½ or 1."""
    return xp.where(x > 0, x, xp.zeros_like(x))


def step(x: Array, xp: Any) -> Array:
    """1 where x > 0 and 0 elsewhere, the derivative of `positive_part`."""
    return xp.where(x > 0, xp.ones_like(x), xp.zeros_like(x))


@attrs.frozen
class Hinge(AbstractLoss):
    """The critic learns from scores inside the margin alone; the generator raises its scores without limit.

    critic:    E max(0, 1 − D(x)) + E max(0, 1 + D(x̃))
    generator: −E D(x̃)

    Scores `(n,)` and `(m,)`. At a kink, D(x) = 1 or D(x̃) = −1, the derivative is taken as 0.

    Source: Lim and Ye 2017 (arXiv 1705.02894); Miyato et al. 2018 (arXiv 1802.05957), equations 16 and 17.
    """

    name = "hinge"
    claim = Claim("circles", "alone, in alternating steps; near the equilibrium it is the bilinear game")

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """E max(0, 1 − D(x)) + E max(0, 1 + D(x̃))."""
        return xp.mean(positive_part(1 - real, xp)) + xp.mean(positive_part(1 + fake, xp))

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """−[D(x) < 1]/n and [D(x̃) > −1]/m."""
        return -step(1 - real, xp) / real.shape[0], step(1 + fake, xp) / fake.shape[0]

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """−E D(x̃)."""
        return -xp.mean(fake)

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """−1/m."""
        return None, -xp.ones_like(fake) / fake.shape[0]
