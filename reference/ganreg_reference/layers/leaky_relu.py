"""The leaky rectifier."""

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.elementwise import AbstractElementwise


class LeakyReLU(AbstractElementwise):
    """h(x) = x where x > 0, else slope·x; h′ = 1 where x > 0, else slope, at 0 too; h″ = 0."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """Either x or slope·x."""
        return np.where(np.real(x) > 0, x, self.layer.slope * x)

    def kink(self, x: Array) -> Array:
        """|x|."""
        return np.abs(x)

    def first(self, x: Array) -> Array:
        """1 where x > 0, else slope."""
        return np.where(np.real(x) > 0, 1.0, self.layer.slope)
