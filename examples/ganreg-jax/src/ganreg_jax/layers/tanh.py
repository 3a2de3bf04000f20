"""The hyperbolic tangent."""

from ganreg.networks.layers import Tanh
from ganreg_jax.layers import logistic
from ganreg_jax.layers.context import Array, Context, Weights


def tanh(layer: Tanh, x: Array, weights: Weights, context: Context) -> Array:
    """Tanh x."""
    return logistic.tanh(x)
