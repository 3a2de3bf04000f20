"""Group normalisation."""

from ganreg.networks.layers import GroupNorm
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.statistics import moments, per_channel, standardised


def group_norm(layer: GroupNorm, x: Array, weights: Weights, context: Context) -> Array:
    """Mean and variance over each group of a sample's channels."""
    groups = x.reshape(x.shape[0], layer.groups, -1)
    y = standardised(groups, *moments(groups, (2,)), layer.epsilon).reshape(x.shape)
    return per_channel(weights["weight"], x) * y + per_channel(weights["bias"], x) if layer.affine else y
