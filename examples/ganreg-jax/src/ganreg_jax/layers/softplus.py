"""The smooth rectifier."""

from ganreg.networks.layers import Softplus
from ganreg_jax.layers import logistic
from ganreg_jax.layers.context import Array, Context, Weights


def softplus(layer: Softplus, x: Array, weights: Weights, context: Context) -> Array:
    """log(1 + exp(β·x))/β."""
    return logistic.softplus(layer.beta * x) / layer.beta
