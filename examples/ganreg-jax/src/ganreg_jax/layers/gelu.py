"""The Gaussian error linear unit."""

import jax

from ganreg.networks.layers import GELU
from ganreg_jax.layers.context import Array, Context, Weights


def gelu(layer: GELU, x: Array, weights: Weights, context: Context) -> Array:
    """x·Φ(x), or its approximation by tanh."""
    return jax.nn.gelu(x, approximate=layer.approximate)
