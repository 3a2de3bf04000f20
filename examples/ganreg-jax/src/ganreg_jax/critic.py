"""The critic's loss with its penalties, and its gradient by `jax.grad`."""

from typing import Any

import jax
import jax.numpy as jnp

from ganreg.constraints.abstract import AbstractConstraint, AbstractWeightPenalty
from ganreg.masks import FAKE, REAL
from ganreg.schedules import replaced
from ganreg_jax.arguments import Arguments
from ganreg_jax.effective import effective, next_states
from ganreg_jax.flat import joined, named
from ganreg_jax.free_form import transforms_of
from ganreg_jax.network import Critic, Weights
from ganreg_jax.penalties import term_of
from ganreg_jax.plan import Due, Plan
from ganreg_jax.samples import generated, seen
from ganreg_jax.terms import Surroundings

Array = Any


def critic_gradients(plan: Plan, given: Arguments) -> dict[str, Any]:
    """The critic's gradient in its parameters, and all else that its step gives.

    Returns:
        `gradient`, all of it in one array; `terms` as a vector: the loss, each penalty, the Wasserstein estimate, the
        gradient's norm; `buffers` by name; `observed` by constraint, for those whose state follows it; `states` of the
        reparametrisations by constraint.
    """
    params, generator = named(given.critic, plan.critic), named(given.generator, plan.generator)
    weights = effective(plan.reparametrisations, params, given.numbers, given.states)
    (_, (loss, terms, estimate, buffers, observed)), in_effective = jax.value_and_grad(critic_loss, 1, has_aux=True)(
        plan, weights.values, generator, given
    )
    gradient = joined(weights.pullback(in_effective, jnp), plan.critic)
    for due in plan.of(AbstractWeightPenalty):
        value, in_params = jax.value_and_grad(weight_term, 1)(due, params, given)
        gradient, terms = gradient + joined(in_params, plan.critic), {**terms, due.index: value}
        observed |= {due.index: params} if _is_observed(due) else {}
    parts = [terms[due.index] for due in plan.penalties]
    total = sum(parts, start=loss)
    vector = [total, *parts, estimate, jnp.linalg.vector_norm(gradient)]
    return {
        "gradient": gradient,
        "terms": jnp.stack(vector),
        "buffers": buffers,
        "observed": observed,
        "states": next_states(weights),
    }


def critic_loss(plan: Plan, weights: Weights, generator: Weights, given: Arguments) -> tuple[Array, Any]:
    """The loss and its penalties at points, without those of weights; and their parts.

    Args:
        plan: the step.
        weights: what the critic computes with.
        generator: the generator's parameters.
        given: all other arrays.
    """
    fake = seen(plan, "fake", generated(plan, generator, given).output, given)
    real = seen(plan, "real", given.real, given)
    critic = Critic(plan.critic, weights, given.labels, transforms_of(plan.score_transforms, given.numbers))
    of_real, found = critic.at(real, given.critic_buffers, given.draws[REAL])
    of_fake, found = critic.at(fake, found.buffers, given.draws[FAKE])
    total = loss = plan.loss.critic(of_real, of_fake, jnp)
    terms: dict[int, Array] = {}
    observed: dict[int, Any] = {}
    buffers = found.buffers
    around = Surroundings(critic, real, fake, given)
    for due in plan.penalties:
        if isinstance(due.component, AbstractWeightPenalty):
            continue
        term = term_of(replaced(due.component, **given.numbers[due.key]), due.key, around, buffers)
        buffers, terms[due.index] = term.buffers, due.scale * term.value
        total = total + terms[due.index]
        observed |= {due.index: term.observed} if _is_observed(due) else {}
    return total, (loss, terms, jnp.mean(of_real) - jnp.mean(of_fake), buffers, observed)


def weight_term(due: Due, params: Weights, given: Arguments) -> Array:
    """A penalty of the parameters, scaled."""
    return due.scale * replaced(due.component, **given.numbers[due.key]).value(params, jnp)


def _is_observed(due: Due) -> bool:
    """Whether the constraint's state follows what its value was computed from."""
    return type(due.component).next_state is not AbstractConstraint.next_state
