"""The oracle of the relativistic pairing loss."""

from typing import Any

import numpy as np

from ganreg_reference.losses.margin import margin_loss, margin_slope

Array = Any


class Relativistic:
    """The critic minimises E ℓ(D(x) − D(x̃)) over pairs; the generator E ℓ(D(x̃) − D(x)), or the critic's negated.

    Source: Jolicoeur-Martineau 2019 (arXiv 1807.00734), section 4.1; Huang et al. 2024 (arXiv 2501.05441), equation 2.
    """

    def __init__(self, loss: Any) -> None:
        self.base, self.saturating = loss.base, loss.saturating

    def critic(self, real: Array, fake: Array) -> Array:
        """(1/n) Σᵢ ℓ(rᵢ − fᵢ)."""
        return sum(margin_loss(self.base, r - f) for r, f in zip(real, fake, strict=True)) / len(real)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂rᵢ = ℓ′(rᵢ − fᵢ)/n and ∂/∂fᵢ = −ℓ′(rᵢ − fᵢ)/n."""
        slopes = [margin_slope(self.base, r - f) / len(real) for r, f in zip(real, fake, strict=True)]
        return np.array(slopes), np.array([-slope for slope in slopes])

    def generator(self, real: Array, fake: Array) -> Array:
        """(1/n) Σᵢ ℓ(fᵢ − rᵢ), or −(1/n) Σᵢ ℓ(rᵢ − fᵢ)."""
        if self.saturating:
            return -sum(margin_loss(self.base, r - f) for r, f in zip(real, fake, strict=True)) / len(real)
        return sum(margin_loss(self.base, f - r) for r, f in zip(real, fake, strict=True)) / len(real)

    def generator_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂fᵢ = ℓ′(fᵢ − rᵢ)/n, or ℓ′(rᵢ − fᵢ)/n, and ∂/∂rᵢ its negative."""
        sign = -1 if self.saturating else 1
        slopes = [margin_slope(self.base, sign * (f - r)) / len(real) for r, f in zip(real, fake, strict=True)]
        return np.array([-slope for slope in slopes]), np.array(slopes)
