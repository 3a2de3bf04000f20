"""The non-saturating game: the logistic critic with a generator whose gradient does not vanish."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses import logistic
from ganreg.losses.abstract import AbstractLoss, Array


@attrs.frozen
class NonSaturating(AbstractLoss):
    """The critic of the minimax game; the generator maximises log σ(D(x̃)) instead.

    critic:    E softplus(−D(x)) + E softplus(D(x̃))
    generator: E softplus(−D(x̃))

    Scores are logits, `(n,)` and `(m,)`.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), section 3, last paragraph.
    """

    name = "non_saturating"
    claim = Claim(
        "circles",
        "alone; approaches the equilibrium more slowly than linearly",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 3",
    )

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """E softplus(−D(x)) + E softplus(D(x̃))."""
        return logistic.critic(real, fake, xp)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """−σ(−D(x))/n and σ(D(x̃))/m."""
        return logistic.critic_gradients(real, fake, xp)

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """E softplus(−D(x̃))."""
        return xp.mean(logistic.softplus(-fake, xp))

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """−σ(−D(x̃))/m."""
        return None, -logistic.sigmoid(-fake, xp) / fake.shape[0]
