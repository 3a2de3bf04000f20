"""The logistic function, and what is made of it, with derivatives that keep their digits in the tails.

JAX derives σ·(1 − σ), 1 − tanh² and, of log(1 + eˣ), exp(x − log(1 + eˣ)): differences of nearly equal numbers.
"""

from typing import Any

import jax
import jax.numpy as jnp

from ganreg_jax.layers.context import Array

Pair = tuple[Array]


@jax.custom_jvp
def logistic(x: Array) -> Array:
    """σ(x) = 1/(1 + e⁻ˣ); σ′ = σ(x)·σ(−x)."""
    return jax.nn.sigmoid(x)


@logistic.defjvp
def _logistic(at: Pair, along: Pair) -> tuple[Any, Any]:
    ((x,), (v,)) = at, along
    return logistic(x), logistic(x) * logistic(-x) * v


@jax.custom_jvp
def softplus(x: Array) -> Array:
    """log(1 + eˣ); its derivative is σ(x)."""
    return jnp.logaddexp(x, jnp.zeros_like(x))


@softplus.defjvp
def _softplus(at: Pair, along: Pair) -> tuple[Any, Any]:
    ((x,), (v,)) = at, along
    return softplus(x), logistic(x) * v


@jax.custom_jvp
def tanh(x: Array) -> Array:
    """The hyperbolic tangent of x; its derivative is 4·σ(2x)·σ(−2x)."""
    return jnp.tanh(x)


@tanh.defjvp
def _tanh(at: Pair, along: Pair) -> tuple[Any, Any]:
    ((x,), (v,)) = at, along
    return tanh(x), 4 * logistic(2 * x) * logistic(-2 * x) * v
