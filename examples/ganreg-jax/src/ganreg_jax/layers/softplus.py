"""The smooth rectifier."""

import jax.numpy as jnp

from ganreg.networks.layers import Softplus
from ganreg_jax.layers.context import Array, Context, Weights


def softplus(layer: Softplus, x: Array, weights: Weights, context: Context) -> Array:
    """log(1 + exp(β·x))/β."""
    return jnp.logaddexp(layer.beta * x, jnp.zeros_like(x)) / layer.beta
