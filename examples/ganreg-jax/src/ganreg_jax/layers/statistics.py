"""Mean and variance, and what is made of them."""

from typing import Any

import jax.numpy as jnp

from ganreg_jax.layers.context import Array


def moments(x: Array, axes: tuple[int, ...]) -> tuple[Array, Array]:
    """Mean and variance (divided by n) over some axes, which stay with length 1."""
    mean = jnp.mean(x, axis=axes, keepdims=True)
    return mean, jnp.mean((x - mean) ** 2, axis=axes, keepdims=True)


def standardised(x: Array, mean: Array, variance: Array, epsilon: float) -> Array:
    """(x − mean)/√(variance + ε)."""
    return (x - mean) / jnp.sqrt(variance + epsilon)


def per_channel(values: Array, x: Any) -> Array:
    """Values `(channels,)` or `(n, channels)`, shaped to be multiplied with samples `(n, channels, …)`."""
    return values.reshape(*values.shape, *(1,) * (x.ndim - 2))
