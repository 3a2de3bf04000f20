"""The jitted JAX loop with optax: one generator iteration is one compiled function, its critic steps a `lax.scan`."""

import os
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array

from benchmarks.cores import keep_to
from benchmarks.method import BOUND, WEIGHT, Method
from benchmarks.peers.jax_networks import critic_of, generator_of
from benchmarks.workload import Workload


def make(workload: Workload, method: Method, device: str = "cpu") -> Callable[[int], None]:
    """Iterations on the device that JAX takes by itself."""
    if "OMP_NUM_THREADS" in os.environ:  # its thread pool has the size of the cores that it may use
        keep_to(int(os.environ["OMP_NUM_THREADS"]))
    data, rule = jnp.asarray(workload.data()), optimizer(method)
    (critic, critic_weights), (generator, made) = critic_of(workload), generator_of(workload)
    shape = (workload.batch, workload.latent)

    def critic_step(carry: Any, key: Array) -> tuple[Any, None]:
        weights, state, made = carry
        rows, latents, epsilon = jax.random.split(key, 3)
        real = data[jax.random.randint(rows, (workload.batch,), 0, len(data))]
        fake = generator(made, jax.random.normal(latents, shape))
        between = jax.random.uniform(epsilon, (workload.batch, *[1] * (real.ndim - 1)))
        grads = jax.grad(lambda w: critic_loss(lambda x: critic(w, x), real, fake, between, method))(weights)
        updates, state = rule.update(grads, state)
        weights = optax.apply_updates(weights, updates)
        if method.constraint == "clip":
            weights = jax.tree.map(lambda w: jnp.clip(w, -BOUND, BOUND), weights)
        return (weights, state, made), None

    def generator_step(weights: Any, made: Any, state: Any, key: Array) -> tuple[Any, Any]:
        z = jax.random.normal(key, shape)
        grads = jax.grad(lambda g: generator_loss(critic(weights, generator(g, z)), method))(made)
        updates, state = rule.update(grads, state)
        return optax.apply_updates(made, updates), state

    @jax.jit
    def iterate(weights: Any, state: Any, made: Any, made_state: Any, key: Array) -> tuple[Any, ...]:
        key, last, *keys = jax.random.split(key, method.n_critic + 2)
        (weights, state, _), _ = jax.lax.scan(critic_step, (weights, state, made), jnp.stack(keys))
        if method.generator_step:
            made, made_state = generator_step(weights, made, made_state, last)
        return weights, state, made, made_state, key

    states = [(critic_weights, rule.init(critic_weights), made, rule.init(made), jax.random.key(0))]

    def run(n: int) -> None:
        for _ in range(n):
            states[0] = iterate(*states[0])
        jax.block_until_ready(states[0])

    return run


def critic_loss(critic: Callable[[Array], Array], real: Array, fake: Array, epsilon: Array, method: Method) -> Array:
    """The critic's loss with its penalty; `epsilon` `(n, 1, …)` is for interpolates."""

    def squares(x: Array) -> Array:
        slopes = jax.grad(lambda y: critic(y).sum())(x)
        return jnp.sum(slopes.reshape(len(x), -1) ** 2, axis=1)

    loss = scores_loss(critic(real), critic(fake), method)
    if method.constraint == "gp":
        norms = jnp.sqrt(squares(epsilon * real + (1 - epsilon) * fake))
        return loss + WEIGHT * jnp.mean((norms - 1) ** 2)
    if method.constraint == "r1+r2":
        return loss + WEIGHT / 2 * (jnp.mean(squares(real)) + jnp.mean(squares(fake)))
    return loss


def scores_loss(real: Array, fake: Array, method: Method) -> Array:
    """The critic's loss of two score vectors."""
    if method.loss == "wasserstein":
        return jnp.mean(fake) - jnp.mean(real)
    return jnp.mean(jax.nn.softplus(-real)) + jnp.mean(jax.nn.softplus(fake))


def generator_loss(fake: Array, method: Method) -> Array:
    """The generator's loss of a score vector."""
    return -jnp.mean(fake) if method.loss == "wasserstein" else jnp.mean(jax.nn.softplus(-fake))


def optimizer(method: Method) -> optax.GradientTransformation:
    """Optax's own, with PyTorch's numbers."""
    if method.optimizer == "adam":
        return optax.adam(method.lr, b1=method.beta1, b2=method.beta2)
    return optax.rmsprop(method.lr, decay=0.99, eps=1e-8)
