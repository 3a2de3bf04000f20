"""The relativistic average loss."""

from typing import Any

import attrs

from ganreg.claim import Claim
from ganreg.losses.abstract import AbstractLoss, Array
from ganreg.losses.margin import MARGIN_LOSSES, MarginLoss, base_param


@attrs.frozen(kw_only=True)
class RelativisticAverage(AbstractLoss):
    """The critic says by how much a sample is more real than those of the other kind are on average.

    critic:    E ℓ(D(x) − E D(x̃)) + E ℓ(E D(x) − D(x̃))
    generator: E ℓ(D(x̃) − E D(x)) + E ℓ(E D(x̃) − D(x))

    with ℓ(t) = log(1 + e⁻ᵗ) (logistic: RaSGAN), max(0, 1 − t) (hinge: RaHingeGAN; derivative 0 at its kink) or (t − 1)²
    (least squares: RaLSGAN). The two terms are summed, as in the paper; the author's code halves the sum. Scores `(n,)`
    and `(m,)`; the means are differentiated too, so each score moves all margins of the other kind; the generator's
    step takes real samples too.

    The author's first code had E D(x̃) − D(x) in the second term, which is the first term once more: see issue 2 of
    AlexiaJM/RelativisticGAN; its README still has it.

    Source: Jolicoeur-Martineau 2019 (arXiv 1807.00734), section 4.2 and Algorithm 2.
    """

    name = "relativistic_average"
    claim = Claim("circles", "alone, on the logistic base; approaches the equilibrium more slowly than linearly")
    generator_needs_real = True

    base: str = base_param()

    @property
    def _loss(self) -> MarginLoss:
        return MARGIN_LOSSES[self.base]

    def critic(self, real: Array, fake: Array, xp: Any) -> Array:
        """E ℓ(D(x) − E D(x̃)) + E ℓ(E D(x) − D(x̃))."""
        r, f = _double(real, xp), _double(fake, xp)
        value = xp.mean(self._loss.value(r - xp.mean(f), xp)) + xp.mean(self._loss.value(xp.mean(r) - f, xp))
        return xp.astype(value, real.dtype)

    def critic_gradients(self, real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
        """With aᵢ = ℓ′(D(xᵢ) − E D(x̃)) and bⱼ = ℓ′(E D(x) − D(x̃ⱼ)): (aᵢ + E b)/n and −(bⱼ + E a)/m."""
        r, f = _double(real, xp), _double(fake, xp)
        a, b = self._loss.slope(r - xp.mean(f), xp), self._loss.slope(xp.mean(r) - f, xp)
        in_real, in_fake = (a + xp.mean(b)) / r.shape[0], -(b + xp.mean(a)) / f.shape[0]
        return xp.astype(in_real, real.dtype), xp.astype(in_fake, fake.dtype)

    def generator(self, real: Array | None, fake: Array, xp: Any) -> Array:
        """The critic's loss with real and fake exchanged."""
        return self.critic(fake, real, xp)

    def generator_gradients(self, real: Array | None, fake: Array, xp: Any) -> tuple[Array | None, Array]:
        """The critic's gradients with real and fake exchanged."""
        in_fake, in_real = self.critic_gradients(fake, real, xp)
        return in_real, in_fake


def _double(scores: Array | None, xp: Any) -> Array:
    """Scores in float64: where far ones cancel in a mean, float32 would lose the digits of all that are near."""
    return xp.astype(scores, xp.float64)
