"""The oracle of the Wasserstein loss."""

from typing import Any

import numpy as np

Array = Any


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
