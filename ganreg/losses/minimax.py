"""The minimax game of the first GAN paper."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses import logistic
from ganreg.losses.abstract import AbstractLoss, Array


@attrs.frozen(kw_only=True)
class Minimax(AbstractLoss):
    """Both players share one value; for the best critic it is 2·JSD(p, q) − log 4.

    critic:    E softplus(−D(x)) + E softplus(D(x̃))
    generator: −E softplus(D(x̃)), which is E log(1 − σ(D(x̃)))

    Scores are logits, `(n,)` and `(m,)`. The generator's gradient vanishes where the critic is sure; see
    `NonSaturating`. With `real_label` α < 1 the critic's first term is E[α softplus(−D(x)) + (1 − α) softplus(D(x))]:
    the labels of real samples are smoothed, those of fake samples never, and the best critic is σ(D) = α·p/(p + q).

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), equation 1 and Algorithm 1; label smoothing: Salimans et al. 2016
    (arXiv 1606.03498), section 3.4.
    """

    name = "minimax"
    claim = Claim(
        "circles",
        "alone, in alternating steps; simultaneous ones diverge",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 2",
    )

    real_label: float = logistic.real_label_param()

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """E softplus(−D(x)) + E softplus(D(x̃)), the first with smoothed labels."""
        return logistic.critic(real, fake, self.real_label, xp)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """(1 − α − σ(−D(x)))/n and σ(D(x̃))/m."""
        return logistic.critic_gradients(real, fake, self.real_label, xp)

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """−E softplus(D(x̃))."""
        return -xp.mean(logistic.softplus(fake, xp))

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """−σ(D(x̃))/m."""
        return None, -logistic.sigmoid(fake, xp) / fake.shape[0]
