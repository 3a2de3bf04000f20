"""The compiled functions of training."""

from typing import Any

from ganreg_jax.arguments import Arguments
from ganreg_jax.compiled import Compiled
from ganreg_jax.critic import critic_gradients
from ganreg_jax.generator import generator_gradients
from ganreg_jax.plan import Plan
from ganreg_jax.update import Present, Rule, updated

GRADIENTS = {"critic": Compiled(critic_gradients), "generator": Compiled(generator_gradients)}
"""One player's gradients; called with a `Plan` and `Arguments`."""

UPDATE = Compiled(updated)
"""The update by a gradient; called with a `Rule`, the gradient and a `Present`."""


def _whole(player: str) -> Compiled:
    def step(plans: tuple[Plan, Rule], given: Arguments, present: Present) -> tuple[dict[str, Any], Any]:
        found = GRADIENTS[player].function(plans[0], given)
        return found, updated(plans[1], found["gradient"], present)

    return Compiled(step)


STEP = {player: _whole(player) for player in GRADIENTS}
"""Both in one: called with the pair of a `Plan` and a `Rule`, `Arguments` and a `Present`."""
