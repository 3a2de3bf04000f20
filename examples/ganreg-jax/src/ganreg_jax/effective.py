"""The critic's weights as it computes with them."""

from collections.abc import Mapping, Sequence
from typing import Any

import jax.numpy as jnp

from ganreg.effective import EffectiveWeights, Stage
from ganreg.schedules import replaced
from ganreg.state import Parameters
from ganreg_jax.plan import Due

Array = Any
ByPath = Mapping[str, Mapping[str, Any]]


def effective(
    reparametrisations: Sequence[Due], params: Parameters, numbers: ByPath, states: ByPath
) -> EffectiveWeights:
    """W̃ and how it came about.

    Args:
        reparametrisations: in the recipe's order.
        params: W, all of them by name.
        numbers: the moving numbers of each reparametrisation, by its path.
        states: the arrays in the state of each, likewise.
    """
    stages: list[Stage] = []
    for due in reparametrisations:
        constraint = replaced(due.component, **numbers[due.key])
        state = {**dict(due.plain), **states[due.key]}
        stages.append(Stage(due.index, constraint, state, params))
        params = {**params, **constraint.effective(params, state, jnp)}
    return EffectiveWeights(params, tuple(stages))


def next_states(weights: EffectiveWeights) -> dict[int, dict[str, Any]]:
    """What becomes of each reparametrisation's state."""
    return {s.index: dict(s.constraint.next_state(s.state, s.weights, jnp)) for s in weights.stages}
