"""Larger images by repetition."""

import jax.numpy as jnp

from ganreg.networks.layers import Upsample
from ganreg_jax.layers.context import Array, Context, Weights


def upsample(layer: Upsample, x: Array, weights: Weights, context: Context) -> Array:
    """Each pixel becomes a square."""
    return jnp.repeat(jnp.repeat(x, layer.scale, axis=2), layer.scale, axis=3)
