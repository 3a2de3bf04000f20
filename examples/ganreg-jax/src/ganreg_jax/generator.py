"""The generator's loss and its gradient by `jax.grad`, through the critic."""

from typing import Any

import jax
import jax.numpy as jnp

from ganreg.masks import FAKE, REAL
from ganreg_jax.arguments import Arguments
from ganreg_jax.effective import effective
from ganreg_jax.flat import joined, named
from ganreg_jax.free_form import transforms_of
from ganreg_jax.network import Critic, Weights
from ganreg_jax.plan import Plan
from ganreg_jax.samples import generated, seen

Array = Any


def generator_gradients(plan: Plan, given: Arguments) -> dict[str, Any]:
    """The generator's gradient in its parameters.

    Returns:
        `gradient`, all of it in one array; `terms`, the loss and the gradient's norm; `buffers` by name.
    """
    own = named(given.critic, plan.critic)
    critic = effective(plan.reparametrisations, own, given.numbers, given.states).values
    params = named(given.generator, plan.generator)
    (loss, buffers), found = jax.value_and_grad(generator_loss, 2, has_aux=True)(plan, critic, params, given)
    gradient = joined(found, plan.generator)
    terms = jnp.stack([loss, jnp.linalg.vector_norm(gradient)])
    return {"gradient": gradient, "terms": terms, "buffers": buffers}


def generator_loss(plan: Plan, critic: Weights, params: Weights, given: Arguments) -> tuple[Array, Weights]:
    """The loss, and the generator's buffers after it. Those of the critic stay as they are."""
    made, transforms = generated(plan, params, given), transforms_of(plan.score_transforms, given.numbers)
    scorer = Critic(plan.critic, critic, given.labels, transforms)
    real = None
    if plan.loss.generator_needs_real:
        real, _ = scorer.at(seen(plan, "real", given.real, given), given.critic_buffers, given.draws[REAL])
    fake, _ = scorer.at(seen(plan, "fake", made.output, given), given.critic_buffers, given.draws[FAKE])
    return plan.loss.generator(real, fake, jnp), made.buffers
