"""The Wasserstein loss."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import AbstractLoss, Array


@attrs.frozen
class Wasserstein(AbstractLoss):
    """The Kantorovich–Rubinstein dual of the earth mover's distance, for a critic kept Lipschitz by a constraint.

    critic:    E f(x̃) − E f(x)
    generator: −E f(x̃)

    Scores `(n,)` and `(m,)`. Minus the critic's loss estimates K·W₁ for a K-Lipschitz critic.

    Source: Arjovsky, Chintala, Bottou 2017 (arXiv 1701.07875), equations 2 and 3, Algorithm 1.
    """

    name = "wasserstein"
    claim = Claim(
        "circles",
        "alone, in alternating steps; simultaneous ones diverge",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 3",
    )

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """E f(x̃) − E f(x)."""
        return xp.mean(fake) - xp.mean(real)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """−1/n and 1/m."""
        return -xp.ones_like(real) / real.shape[0], xp.ones_like(fake) / fake.shape[0]

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """−E f(x̃)."""
        return -xp.mean(fake)

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """−1/m."""
        return None, -xp.ones_like(fake) / fake.shape[0]
