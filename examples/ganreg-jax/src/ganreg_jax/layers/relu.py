"""The rectifier."""

import jax.numpy as jnp

from ganreg.networks.layers import ReLU
from ganreg_jax.layers.context import Array, Context, Weights


def relu(layer: ReLU, x: Array, weights: Weights, context: Context) -> Array:
    """max(x, 0), with derivative 0 at 0, where `jnp.maximum` would have ½."""
    return jnp.where(x > 0, x, 0)
