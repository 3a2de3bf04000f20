"""The workloads' networks as JAX functions: each a pair of `apply(weights, x)` and its first weights."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from benchmarks.workload import Workload

Network = tuple[Callable[[Any, Array], Array], Any]


def critic_of(workload: Workload) -> Network:
    """From samples to scores `(n,)`."""
    check(workload)
    apply, weights = mlp([workload.numbers, *[workload.width] * workload.depth, 1])
    return lambda w, x: apply(w, x.reshape(len(x), -1))[:, 0], weights


def generator_of(workload: Workload) -> Network:
    """From latents to samples."""
    check(workload)
    apply, weights = mlp([workload.latent, *[workload.width] * workload.depth, workload.numbers])
    return lambda w, z: apply(w, z).reshape(len(z), *workload.shape), weights


def check(workload: Workload) -> None:
    """Raise `NotImplementedError` for images.

    On a CPU, XLA computes the second order of a convolution by a loop: the DCGAN's iteration took half a minute.
    """
    if workload.network != "mlp" or workload.activation != "relu":
        raise NotImplementedError("the JAX peer trains MLPs with ReLU")


def drawn(shape: tuple[int, ...], inputs: int) -> Array:
    """He's normal weights."""
    return jnp.asarray(np.random.default_rng(inputs).standard_normal(shape) * np.sqrt(2 / inputs), jnp.float32)


def mlp(sizes: list[int]) -> Network:
    """Dense layers with ReLU between them; weights `(inputs, outputs)`."""
    weights = [(drawn((a, b), a), jnp.zeros(b)) for a, b in pairwise(sizes)]

    def apply(weights: Any, x: Array) -> Array:
        for w, b in weights[:-1]:
            x = jax.nn.relu(x @ w + b)
        return x @ weights[-1][0] + weights[-1][1]

    return apply, weights
