"""The logistic function."""

from ganreg.networks.layers import Sigmoid
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.logistic import logistic


def sigmoid(layer: Sigmoid, x: Array, weights: Weights, context: Context) -> Array:
    """1/(1 + exp(−x))."""
    return logistic(x)
