"""Smaller images by averaging."""

import numpy as np
from jax import lax

from ganreg.networks.layers import AveragePool
from ganreg_jax.layers.context import Array, Context, Weights


def average_pool(layer: AveragePool, x: Array, weights: Weights, context: Context) -> Array:
    """The mean over squares of pixels; what fills no square is left out."""
    square, steps = (1, 1, layer.kernel, layer.kernel), (1, 1, layer.step, layer.step)
    zero = np.zeros((), x.dtype)  # of NumPy: JAX can differentiate a sum over windows only if it sees its start
    return lax.reduce_window(x, zero, lax.add, square, steps, "VALID") / layer.kernel**2
