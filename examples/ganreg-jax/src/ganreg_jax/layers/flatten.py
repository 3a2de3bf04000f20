"""From images to vectors."""

from ganreg.networks.layers import Flatten
from ganreg_jax.layers.context import Array, Context, Weights


def flatten(layer: Flatten, x: Array, weights: Weights, context: Context) -> Array:
    """All axes of a sample become one."""
    return x.reshape(x.shape[0], -1)
