"""A trained constant in place of the input."""

import jax.numpy as jnp

from ganreg.networks.layers import Constant
from ganreg_jax.layers.context import Array, Context, Weights


def constant(layer: Constant, x: Array, weights: Weights, context: Context) -> Array:
    """One copy of c per sample."""
    return jnp.broadcast_to(weights["weight"], (x.shape[0], *layer.shape))
