"""Samples in training: generated, and as the critic sees them."""

from typing import Any

import jax.numpy as jnp

from ganreg.masks import GENERATED
from ganreg.schedules import replaced
from ganreg_jax.arguments import Arguments
from ganreg_jax.layers import Context
from ganreg_jax.network import Passed, Weights, passed
from ganreg_jax.plan import Plan

Array = Any


def generated(plan: Plan, weights: Weights, given: Arguments) -> Passed:
    """The generator's samples from this update's latents."""
    latents, masks = given.draws["latent"]["latent"], given.draws[GENERATED]
    return passed(plan.generator, latents, weights, given.generator_buffers, masks, Context(given.labels))


def seen(plan: Plan, side: str, x: Array, given: Arguments) -> Array:
    """`real` or `fake` samples through the input transforms."""
    for due in plan.transforms:
        transform = replaced(due.component, **given.numbers[due.key])
        x = transform.transform(x, given.draws[f"{due.key}/{side}"], jnp)
    return x
