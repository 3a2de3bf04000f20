"""Layer normalisation."""

from ganreg.networks.layers import LayerNorm
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.statistics import moments, standardised


def layer_norm(layer: LayerNorm, x: Array, weights: Weights, context: Context) -> Array:
    """Mean and variance over all of a sample's axes."""
    y = standardised(x, *moments(x, tuple(range(1, x.ndim))), layer.epsilon)
    return weights["weight"] * y + weights["bias"] if layer.affine else y
