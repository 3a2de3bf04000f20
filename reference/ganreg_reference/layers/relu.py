"""The rectifier."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise


class ReLU(AbstractElementwise):
    """h(x) = x where x > 0, else 0; h′ = 1 where x > 0, else 0, at 0 too; h″ = 0."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """max(x, 0)."""
        return np.where(np.real(x) > 0, x, 0.0)

    def kink(self, x: Array) -> Array:
        """|x|."""
        return np.abs(x)

    def first(self, x: Array) -> Array:
        """1 where x > 0, else 0."""
        return np.where(np.real(x) > 0, 1.0, 0.0)
