"""The non-saturating game: the logistic critic with a generator whose gradient does not vanish."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses import logistic
from ganreg.losses.abstract import AbstractLoss, Array


@attrs.frozen(kw_only=True)
class NonSaturating(AbstractLoss):
    """The critic of the minimax game; the generator maximises log σ(D(x̃)) instead.

    critic:    E softplus(−D(x)) + E softplus(D(x̃))
    generator: E softplus(−D(x̃))

    Scores are logits, `(n,)` and `(m,)`. With `real_label` α < 1 the critic's first term is
    E[α softplus(−D(x)) + (1 − α) softplus(D(x))]; nothing else is smoothed.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), section 3, last paragraph; label smoothing: Salimans et al. 2016
    (arXiv 1606.03498), section 3.4.
    """

    name = "non_saturating"
    claim = Claim(
        "circles",
        "alone; approaches the equilibrium more slowly than linearly",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 3",
    )

    real_label: float = logistic.real_label_param()

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """E softplus(−D(x)) + E softplus(D(x̃)), the first with smoothed labels."""
        return logistic.critic(real, fake, self.real_label, xp)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """(1 − α − σ(−D(x)))/n and σ(D(x̃))/m."""
        return logistic.critic_gradients(real, fake, self.real_label, xp)

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """E softplus(−D(x̃))."""
        return xp.mean(logistic.softplus(-fake, xp))

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """−σ(−D(x̃))/m."""
        return None, -logistic.sigmoid(-fake, xp) / fake.shape[0]
