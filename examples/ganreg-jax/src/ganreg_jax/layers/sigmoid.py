"""The logistic function."""

import jax

from ganreg.networks.layers import Sigmoid
from ganreg_jax.layers.context import Array, Context, Weights


def sigmoid(layer: Sigmoid, x: Array, weights: Weights, context: Context) -> Array:
    """1/(1 + exp(−x))."""
    return jax.nn.sigmoid(x)
