"""The last layer of a critic that knows classes."""

import jax.numpy as jnp

from ganreg.networks.layers import ClassProjection
from ganreg_jax.layers.context import Array, Context, Weights


def class_projection(layer: ClassProjection, x: Array, weights: Weights, context: Context) -> Array:
    """⟨w, x⟩ + b + ⟨E[label], x⟩."""
    of_class = jnp.sum(weights["embedding"][context.labels] * x, axis=1, keepdims=True)
    return x @ weights["weight"].T + weights["bias"] + of_class
