"""The oracle of the relativistic average loss."""

from typing import Any

import numpy as np

from ganreg_reference.losses.margin import margin_loss, margin_slope

Array = Any


class RelativisticAverage:
    """The critic minimises E ℓ(D(x) − E D(x̃)) + E ℓ(−(D(x̃) − E D(x))); the generator that with both exchanged.

    Source: Jolicoeur-Martineau 2019 (arXiv 1807.00734), section 4.2 and Algorithm 2.
    """

    def __init__(self, loss: Any) -> None:
        self.base = loss.base

    def critic(self, real: Array, fake: Array) -> Array:
        """(1/n) Σᵢ ℓ(rᵢ − f̄) + (1/m) Σⱼ ℓ(r̄ − fⱼ)."""
        r_mean, f_mean = sum(real) / len(real), sum(fake) / len(fake)
        first = sum(margin_loss(self.base, r - f_mean) for r in real) / len(real)
        return first + sum(margin_loss(self.base, r_mean - f) for f in fake) / len(fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂r_k = ℓ′(r_k − f̄)/n + (1/m) Σⱼ ℓ′(r̄ − fⱼ)·(1/n), since ∂r̄/∂r_k = 1/n; likewise for f_k, both negated."""
        n, m = len(real), len(fake)
        r_mean, f_mean = sum(real) / n, sum(fake) / m
        from_real = [margin_slope(self.base, r - f_mean) / n for r in real]
        from_fake = [margin_slope(self.base, r_mean - f) / m for f in fake]
        in_real = np.array([own + sum(from_fake) / n for own in from_real])
        return in_real, np.array([-own - sum(from_real) / m for own in from_fake])

    def generator(self, real: Array, fake: Array) -> Array:
        """(1/m) Σⱼ ℓ(fⱼ − r̄) + (1/n) Σᵢ ℓ(f̄ − rᵢ)."""
        r_mean, f_mean = sum(real) / len(real), sum(fake) / len(fake)
        first = sum(margin_loss(self.base, f - r_mean) for f in fake) / len(fake)
        return first + sum(margin_loss(self.base, f_mean - r) for r in real) / len(real)

    def generator_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂f_k = ℓ′(f_k − r̄)/m + (1/n) Σᵢ ℓ′(f̄ − rᵢ)·(1/m); likewise for r_k, both negated."""
        n, m = len(real), len(fake)
        r_mean, f_mean = sum(real) / n, sum(fake) / m
        from_fake = [margin_slope(self.base, f - r_mean) / m for f in fake]
        from_real = [margin_slope(self.base, f_mean - r) / n for r in real]
        in_real = np.array([-own - sum(from_fake) / n for own in from_real])
        return in_real, np.array([own + sum(from_real) / m for own in from_fake])
