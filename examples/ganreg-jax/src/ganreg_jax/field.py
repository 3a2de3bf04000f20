"""The pullback of both players' gradients, for consensus optimization: JAX differentiates them once more."""

from typing import Any

import jax
import jax.numpy as jnp

from ganreg.constraints.abstract import AbstractWeightPenalty
from ganreg_jax.arguments import Arguments
from ganreg_jax.compiled import Compiled
from ganreg_jax.critic import critic_loss, weight_term
from ganreg_jax.flat import joined, named
from ganreg_jax.generator import generator_loss
from ganreg_jax.network import Weights
from ganreg_jax.plan import Plan

Array = Any


def field_pullback(plans: tuple[Plan, Plan], of_critic: Arguments, of_generator: Arguments) -> dict[str, Any]:
    """∇½‖v‖² in both players' parameters, with v = −(∇_c L_c, ∇_g L_g); nothing is held constant.

    Args:
        plans: of the critic's and the generator's step.
        of_critic: the arrays of the critic's.
        of_generator: those of the generator's, at the same state.

    Returns:
        By player, the `gradient` in one array, and its `norm`.
    """
    own = {
        "critic": named(of_critic.critic, plans[0].critic),
        "generator": named(of_critic.generator, plans[0].generator),
    }
    found = jax.grad(_half_square)(own, plans, of_critic, of_generator)
    networks = {"critic": plans[0].critic, "generator": plans[0].generator}
    flat = {player: joined(found[player], network) for player, network in networks.items()}
    return {player: {"gradient": g, "norm": jnp.linalg.vector_norm(g)} for player, g in flat.items()}


def _half_square(
    own: dict[str, Weights], plans: tuple[Plan, Plan], of_critic: Arguments, of_generator: Arguments
) -> Array:
    """½‖v‖²."""
    critic, generator = own["critic"], own["generator"]
    in_critic = jax.grad(lambda weights: _whole_critic_loss(plans[0], weights, generator, of_critic))(critic)
    in_generator = jax.grad(lambda params: generator_loss(plans[1], critic, params, of_generator)[0])(generator)
    return sum(jnp.sum(part * part) for part in (*in_critic.values(), *in_generator.values())) / 2


def _whole_critic_loss(plan: Plan, critic: Weights, generator: Weights, given: Arguments) -> Array:
    total, _ = critic_loss(plan, critic, generator, given)
    return sum((weight_term(due, critic, given) for due in plan.of(AbstractWeightPenalty)), start=total)


FIELD_PULLBACK = Compiled(field_pullback)
