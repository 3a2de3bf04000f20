"""A fully connected layer."""

from ganreg.networks.layers import Dense
from ganreg_jax.layers.context import Array, Context, Weights


def dense(layer: Dense, x: Array, weights: Weights, context: Context) -> Array:
    """Y = x·Wᵀ + b."""
    y = x @ weights["weight"].T
    return y + weights["bias"] if "bias" in weights else y
