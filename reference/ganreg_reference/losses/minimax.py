"""The oracle of the minimax game."""

from typing import Any

import numpy as np

from ganreg_reference.logistic import sigmoid, softplus

Array = Any


class Minimax:
    """min over the critic of −E log σ(D(x)) − E log(1 − σ(D(x̃))); the generator minimises E log(1 − σ(D(x̃))).

    With log σ(s) = −softplus(−s), log(1 − σ(s)) = −softplus(s), softplus′ = σ.

    With labels of real samples smoothed to α, the critic's first term is −E[α log σ(D(x)) + (1 − α) log(1 − σ(D(x)))].

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), equation 1; Salimans et al. 2016 (arXiv 1606.03498), section 3.4.
    """

    def __init__(self, loss: Any) -> None:
        self.real_label = loss.real_label

    def critic(self, real: Array, fake: Array) -> Array:
        """(1/n) Σᵢ [α softplus(−rᵢ) + (1 − α) softplus(rᵢ)] + (1/m) Σⱼ softplus(fⱼ)."""
        alpha = self.real_label
        real_terms = [alpha * softplus(-r) + (1 - alpha) * softplus(r) for r in real]
        return sum(real_terms) / len(real) + sum(softplus(f) for f in fake) / len(fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂rᵢ = (−α σ(−rᵢ) + (1 − α) σ(rᵢ))/n and ∂/∂fⱼ = σ(fⱼ)/m."""
        alpha = self.real_label
        return (
            np.array([(-alpha * sigmoid(-r) + (1 - alpha) * sigmoid(r)) / len(real) for r in real]),
            np.array([sigmoid(f) / len(fake) for f in fake]),
        )

    def generator(self, real: Array | None, fake: Array) -> Array:
        """−(1/m) Σⱼ softplus(fⱼ)."""
        return -sum(softplus(f) for f in fake) / len(fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = −σ(fⱼ)/m."""
        return None, np.array([-sigmoid(f) / len(fake) for f in fake])
