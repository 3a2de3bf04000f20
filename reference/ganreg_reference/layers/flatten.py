"""From images to vectors."""

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.reshape import Reshape


class Flatten(Reshape):
    """y is the vector of the numbers of x in row-major order."""

    def forward(self, x: Array, weights: Weights) -> Array:
        """The numbers of x as a vector."""
        return x.reshape(-1)
