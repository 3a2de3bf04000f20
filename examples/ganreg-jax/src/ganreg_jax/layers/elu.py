"""The exponential linear unit."""

import jax.numpy as jnp

from ganreg.networks.layers import ELU
from ganreg_jax.layers.context import Array, Context, Weights


def elu(layer: ELU, x: Array, weights: Weights, context: Context) -> Array:
    """Identity where x > 0, α·(exp(x) − 1) elsewhere, with the left side's derivatives at 0."""
    left = jnp.where(x > 0, 0, x)  # where exp overflows, its zero cotangent would become NaN
    return jnp.where(x > 0, x, layer.alpha * jnp.expm1(left))
