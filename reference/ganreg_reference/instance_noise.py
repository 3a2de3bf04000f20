"""The oracle of instance noise, one sample at a time."""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = Any


class InstanceNoise:
    """T(xᵢ) = xᵢ + σ·ξᵢ, each number of ξᵢ from N(0, 1).

    Source: Arjovsky and Bottou 2017 (arXiv 1701.04862), section 3: P_{r+ε} and P_{g+ε} with ε ~ N(0, σ²I) in the place
    of P_r and P_g; Sønderby et al. 2017 (arXiv 1610.04490).
    """

    def __init__(self, transform: Any) -> None:
        self.sigma = transform.std

    def draw(self, stream: Any, shape: tuple[int, ...]) -> Mapping[str, Array]:
        """`noise`, one number for each of the batch."""
        return {"noise": stream.normal(shape)}

    def transform(self, samples: Array, draws: Mapping[str, Array]) -> Array:
        """The samples `(n, *shape)` with noise."""
        return np.array([x + self.sigma * xi for x, xi in zip(samples, draws["noise"], strict=True)])

    def pullback(self, samples: Array, draws: Mapping[str, Array], cotangents: Array) -> Array:
        """Each number of a sample moves its own number of T(x) by as much: (∂T/∂x)ᵀ = 1."""
        return np.array([cotangent.copy() for cotangent in cotangents])
