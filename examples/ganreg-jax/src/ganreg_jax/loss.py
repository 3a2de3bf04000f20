"""A loss of given scores, and its gradients by `jax.grad`, as the steps have them."""

from typing import Any

import attrs
import jax
import jax.numpy as jnp

from ganreg.losses.abstract import AbstractLoss
from ganreg_jax.compiled import Compiled
from ganreg_jax.hidden import Identity, hidden_of

Array = Any


@attrs.frozen(cache_hash=True)
class LossOf:
    """One player's loss."""

    loss: AbstractLoss
    player: str
    hidden: tuple[Identity, ...] = attrs.field(init=False)

    @hidden.default
    def _hidden(self) -> tuple[Identity, ...]:
        return hidden_of(self.loss)


def of_scores(plan: LossOf, real: Array, fake: Array) -> tuple[Array, tuple[Array, Array]]:
    """The value, and its derivatives in both score vectors."""

    def value(r: Array, f: Array) -> Array:
        if plan.player == "critic":
            return plan.loss.critic(r, f, jnp)
        return plan.loss.generator(r if plan.loss.generator_needs_real else None, f, jnp)

    return jax.value_and_grad(value, (0, 1))(real, fake)


OF_SCORES = Compiled(of_scores)
