"""A class given to a network beside its input."""

import jax.numpy as jnp

from ganreg.networks.layers import Embedding
from ganreg_jax.layers.context import Array, Context, Weights


def embedding(layer: Embedding, x: Array, weights: Weights, context: Context) -> Array:
    """(x, E[label])."""
    return jnp.concat([x, weights["weight"][context.labels]], axis=1)
