"""The leaky rectifier."""

import jax.numpy as jnp

from ganreg.networks.layers import LeakyReLU
from ganreg_jax.layers.context import Array, Context, Weights


def leaky_relu(layer: LeakyReLU, x: Array, weights: Weights, context: Context) -> Array:
    """Identity where x > 0, slope·x elsewhere."""
    return jnp.where(x > 0, x, layer.slope * x)
