"""Dropout."""

from ganreg.networks.layers import Dropout
from ganreg_jax.layers.context import Array, Context, Weights


def dropout(layer: Dropout, x: Array, weights: Weights, context: Context) -> Array:
    """m·x in training, with the mask among the weights; x in use."""
    return weights["mask"] * x if context.training else x
