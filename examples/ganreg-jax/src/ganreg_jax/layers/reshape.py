"""From vectors to images."""

from ganreg.networks.layers import Reshape
from ganreg_jax.layers.context import Array, Context, Weights


def reshape(layer: Reshape, x: Array, weights: Weights, context: Context) -> Array:
    """A sample's values in row-major order under another shape."""
    return x.reshape(x.shape[0], *layer.shape)
