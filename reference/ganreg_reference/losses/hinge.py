"""The oracle of the hinge loss."""

from typing import Any

import numpy as np

Array = Any


class Hinge:
    """The critic minimises E max(0, 1 − D(x)) + E max(0, 1 + D(x̃)), the generator −E D(x̃).

    Source: Lim and Ye 2017 (arXiv 1705.02894); Miyato et al. 2018 (arXiv 1802.05957), equations 16 and 17.
    """

    def __init__(self, loss: Any) -> None:
        self.loss = loss

    def critic(self, real: Array, fake: Array) -> Array:
        """Only scores inside the margin count: (1/n) Σ_{rᵢ < 1} (1 − rᵢ) + (1/m) Σ_{fⱼ > −1} (1 + fⱼ)."""
        first = sum((1 - r for r in real if np.real(r) < 1), start=0.0) / len(real)
        return first + sum((1 + f for f in fake if np.real(f) > -1), start=0.0) / len(fake)

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂rᵢ = −1/n if rᵢ < 1 and ∂/∂fⱼ = 1/m if fⱼ > −1, else 0."""
        return (
            np.array([-1.0 / len(real) if r < 1 else 0.0 for r in real]),
            np.array([1.0 / len(fake) if f > -1 else 0.0 for f in fake]),
        )

    def generator(self, real: Array | None, fake: Array) -> Array:
        """−(1/m) Σⱼ fⱼ."""
        return -sum(fake) / len(fake)

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = −1/m."""
        return None, np.array([-1.0 / len(fake) for _ in fake])
