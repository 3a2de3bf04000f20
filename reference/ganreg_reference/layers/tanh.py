"""The hyperbolic tangent."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise


class Tanh(AbstractElementwise):
    """h = tanh, h′ = 1 − h², h″ = −2·h·(1 − h²)."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """Tanh x."""
        return np.tanh(x)

    def first(self, x: Array) -> Array:
        """1 − tanh² x."""
        return 1.0 - np.tanh(x) ** 2

    def second(self, x: Array) -> Array:
        """−2·tanh x·(1 − tanh² x)."""
        return -2.0 * np.tanh(x) * (1.0 - np.tanh(x) ** 2)
