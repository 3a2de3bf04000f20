"""A fully connected layer whose matrix is made orthonormal."""

import jax.numpy as jnp

from ganreg.networks.layers import BjorckDense
from ganreg_jax.layers.context import Array, Context, Weights


def bjorck_dense(layer: BjorckDense, x: Array, weights: Weights, context: Context) -> Array:
    """x·W̃ᵀ + b."""
    y = x @ orthonormal(weights["weight"], layer.iterations).T
    return y + weights["bias"] if layer.bias else y


def orthonormal(weight: Array, iterations: int) -> Array:
    """W̃ from W; the root's derivative at 0 would be infinite, so under it a weight of 0 is counted as 1."""
    squares = jnp.sum(weight * weight)
    a = weight / jnp.sqrt(jnp.where(squares > 0, squares, 1))
    for _ in range(iterations):
        a = 1.5 * a - 0.5 * ((a @ a.T) @ a if a.shape[0] <= a.shape[1] else a @ (a.T @ a))
    return a
