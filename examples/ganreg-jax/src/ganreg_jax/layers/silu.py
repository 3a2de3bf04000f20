"""The sigmoid linear unit."""

from ganreg.networks.layers import SiLU
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.logistic import logistic


def silu(layer: SiLU, x: Array, weights: Weights, context: Context) -> Array:
    """x/(1 + exp(−x))."""
    return x * logistic(x)
