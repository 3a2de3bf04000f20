"""The sigmoid linear unit."""

import jax

from ganreg.networks.layers import SiLU
from ganreg_jax.layers.context import Array, Context, Weights


def silu(layer: SiLU, x: Array, weights: Weights, context: Context) -> Array:
    """x/(1 + exp(−x))."""
    return x * jax.nn.sigmoid(x)
