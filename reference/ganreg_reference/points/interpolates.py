"""Points between real and generated samples."""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any


class Interpolates:
    """x̂ᵢ = εᵢ·xᵢ + (1 − εᵢ)·x̃ᵢ with εᵢ ~ U[0, 1), one number per sample.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), Algorithm 1, lines 4 to 6.
    """

    def __init__(self, points: Any) -> None:
        self.component = points

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`epsilon`, shape `(n,)`."""
        return {"epsilon": stream.uniform((shape[0],))}

    def points(self, real: Array, fake: Array, draws: Mapping[str, Array]) -> Array:
        """The points `(n, *shape)`."""
        pairs = zip(draws["epsilon"], real, fake, strict=True)
        return np.array([epsilon * x + (1.0 - epsilon) * generated for epsilon, x, generated in pairs])
