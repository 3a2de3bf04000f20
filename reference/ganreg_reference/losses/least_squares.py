"""The oracle of the least squares loss."""

from typing import Any

import numpy as np

Array = Any


class LeastSquares:
    """min over the critic of ½ E(D(x) − b)² + ½ E(D(x̃) − a)²; the generator minimises ½ E(D(x̃) − c)².

    Source: Mao et al. 2017 (arXiv 1611.04076), equation 2.
    """

    def __init__(self, loss: Any) -> None:
        self.a, self.b, self.c = loss.a, loss.b, loss.c

    def critic(self, real: Array, fake: Array) -> Array:
        """(1/2n) Σᵢ (rᵢ − b)² + (1/2m) Σⱼ (fⱼ − a)²."""
        first = sum((r - self.b) ** 2 for r in real) / (2 * len(real))
        return first + sum((f - self.a) ** 2 for f in fake) / (2 * len(fake))

    def critic_gradients(self, real: Array, fake: Array) -> tuple[Array, Array]:
        """∂/∂rᵢ = (rᵢ − b)/n and ∂/∂fⱼ = (fⱼ − a)/m."""
        return (
            np.array([(r - self.b) / len(real) for r in real]),
            np.array([(f - self.a) / len(fake) for f in fake]),
        )

    def generator(self, real: Array | None, fake: Array) -> Array:
        """(1/2m) Σⱼ (fⱼ − c)²."""
        return sum((f - self.c) ** 2 for f in fake) / (2 * len(fake))

    def generator_gradients(self, real: Array | None, fake: Array) -> tuple[Array | None, Array]:
        """∂/∂fⱼ = (fⱼ − c)/m."""
        return None, np.array([(f - self.c) / len(fake) for f in fake])
