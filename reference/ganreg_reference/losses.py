"""Oracles of the losses: sums over samples, one score at a time, and their derivatives by hand.

An oracle is made from a component, of which only the parameters are read. Scores are logits: `real` has shape `(n,)`,
`fake` has `(m,)`.
"""

from typing import Any

import numpy as np

from ganreg_reference.logistic import sigmoid, softplus

Array = Any


class Minimax:
    """min over the critic of −E log σ(D(x)) − E log(1 − σ(D(x̃))); the generator minimises E log(1 − σ(D(x̃))).

    With log σ(s) = −softplus(−s), log(1 − σ(s)) = −softplus(s), softplus′ = σ.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), equation 1.
    """

    def __init__(self, loss: Any) -> None:
        self.loss = loss

    def critic(self, real: Array, fake: Array) -> Array:
        """(1/n) Σᵢ softplus(−rᵢ) + (1/m) Σⱼ softplus(fⱼ)."""
        return sum(softplus(-r) for r in real) / len(real) + sum(softplus(f) for f in fake) / len(fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂rᵢ = −σ(−rᵢ)/n and ∂/∂fⱼ = σ(fⱼ)/m."""
        return (
            np.array([-sigmoid(-r) / len(real) for r in real]),
            np.array([sigmoid(f) / len(fake) for f in fake]),
        )

    def generator(self, real: Array | None, fake: Array) -> Array:
        """−(1/m) Σⱼ softplus(fⱼ)."""
        return -sum(softplus(f) for f in fake) / len(fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = −σ(fⱼ)/m."""
        return None, np.array([-sigmoid(f) / len(fake) for f in fake])


class NonSaturating(Minimax):
    """The critic of the minimax game; the generator minimises −E log σ(D(x̃)).

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), section 3, last paragraph.
    """

    def generator(self, real: Array | None, fake: Array) -> Array:
        """(1/m) Σⱼ softplus(−fⱼ)."""
        return sum(softplus(-f) for f in fake) / len(fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = −σ(−fⱼ)/m."""
        return None, np.array([-sigmoid(-f) / len(fake) for f in fake])


class Wasserstein:
    """The critic minimises E f(x̃) − E f(x), the generator −E f(x̃).

    Source: Arjovsky, Chintala, Bottou 2017 (arXiv 1701.07875), equations 2 and 3.
    """

    def __init__(self, loss: Any) -> None:
        self.loss = loss

    def critic(self, real: Array, fake: Array) -> Array:
        """(1/m) Σⱼ fⱼ − (1/n) Σᵢ rᵢ."""
        return sum(fake) / len(fake) - sum(real) / len(real)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂rᵢ = −1/n and ∂/∂fⱼ = 1/m."""
        return np.array([-1.0 / len(real) for _ in real]), np.array([1.0 / len(fake) for _ in fake])

    def generator(self, real: Array | None, fake: Array) -> Array:
        """−(1/m) Σⱼ fⱼ."""
        return -sum(fake) / len(fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = −1/m."""
        return None, np.array([-1.0 / len(fake) for _ in fake])
