"""Sorting within groups."""

import jax.numpy as jnp

from ganreg.networks.layers import GroupSort
from ganreg_jax.layers.context import Array, Context, Weights


def group_sort(layer: GroupSort, x: Array, weights: Weights, context: Context) -> Array:
    """Each group of consecutive channels in ascending order; equal numbers keep theirs."""
    groups = x.reshape(x.shape[0], -1, layer.size, *x.shape[2:])
    return jnp.sort(groups, axis=2, stable=True).reshape(x.shape)
