"""The relativistic pairing loss."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import AbstractLoss, Array
from ganreg.losses.margin import MARGIN_LOSSES, MarginLoss, base_param
from ganreg.params import FLAG, param


@attrs.frozen(kw_only=True)
class Relativistic(AbstractLoss):
    """The critic says by how much each real sample is more real than the fake sample beside it.

    critic:    E ℓ(D(xᵢ) − D(x̃ᵢ))
    generator: E ℓ(D(x̃ᵢ) − D(xᵢ)), or −E ℓ(D(xᵢ) − D(x̃ᵢ)) where `saturating`

    with ℓ(t) = log(1 + e⁻ᵗ) (logistic), max(0, 1 − t) (hinge; derivative 0 at its kink) or (t − 1)² (least squares;
    no ½, as in that paper and unlike `least_squares`). Scores `(n,)` both: samples are paired by their place in the
    batch, and the generator's step takes real ones too. A constant added to all scores changes nothing.

    The generator's form is that of Jolicoeur-Martineau and of the R3GAN code; R3GAN's equation 2 is the zero-sum
    `saturating` one. The gradients of the two agree where both scores are equal.

    Source: Jolicoeur-Martineau 2019 (arXiv 1807.00734), section 4.1; RpGAN: Sun et al. 2020 (arXiv 2011.04926);
    Huang et al. 2024 (R3GAN, arXiv 2501.05441), equation 2.
    """

    name = "relativistic"
    claim = Claim(
        "circles",
        "alone, on the logistic base; approaches the equilibrium more slowly than linearly",
        "Huang et al. 2024 (R3GAN, arXiv 2501.05441), Proposition I",
    )
    generator_needs_real = True
    pairwise = True

    base: str = base_param()
    saturating: bool = param(False, "Whether the generator maximises the critic's own loss.", validator=FLAG)

    @property
    def _loss(self) -> MarginLoss:
        return MARGIN_LOSSES[self.base]

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """E ℓ(D(x) − D(x̃))."""
        return xp.mean(self._loss.value(real - fake, xp))

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """ℓ′(D(x) − D(x̃))/n and its negative."""
        slopes = self._loss.slope(real - fake, xp) / real.shape[0]
        return slopes, -slopes

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """E ℓ(D(x̃) − D(x)), or −E ℓ(D(x) − D(x̃))."""
        return -self.critic(real, fake, xp) if self.saturating else self.critic(fake, real, xp)

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """The critic's with the roles exchanged, or the critic's negated."""
        if self.saturating:
            in_real, in_fake = self.critic_gradients(real, fake, xp)
            return -in_real, -in_fake
        in_fake, in_real = self.critic_gradients(fake, real, xp)
        return in_real, in_fake
