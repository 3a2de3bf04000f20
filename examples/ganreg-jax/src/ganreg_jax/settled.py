"""The constraints that take part in a step, as they stand at an update."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractInputTransform,
    AbstractPenalty,
    AbstractReparametrisation,
)
from ganreg.constraints.free_form import AbstractScoreTransform
from ganreg.objectives import due_penalties
from ganreg.schedules.still import Numbers, parted
from ganreg_jax.plan import Due

States = tuple[Mapping[str, Any], ...]

IN_TRAINING = {
    "critic": (AbstractPenalty, AbstractInputTransform, AbstractReparametrisation, AbstractScoreTransform),
    "generator": (AbstractInputTransform, AbstractReparametrisation, AbstractScoreTransform),
}
IN_USE: dict[str, tuple[type, ...]] = {"critic": (AbstractReparametrisation, AbstractScoreTransform), "generator": ()}
"""Of what kinds they are, for each player's network."""


@attrs.frozen
class Settled:
    """What is compiled, and what moves.

    Args:
        due: the constraints in the recipe's order.
        numbers: of each, by its path.
        states: the arrays in the state of each reparametrisation, likewise.
        terms: the names of the penalties' terms, in order.
    """

    due: tuple[Due, ...]
    numbers: dict[str, Numbers]
    states: dict[str, dict[str, Any]]
    terms: tuple[str, ...] = ()

    @classmethod
    def at(
        cls, kinds: tuple[type, ...], constraints: tuple[AbstractConstraint, ...], states: States, update: int
    ) -> "Settled":
        """The constraints of some kinds at critic update `update`; of penalties those that are due."""
        penalties = due_penalties(constraints, states, update) if AbstractPenalty in kinds else []
        now: dict[int, Any] = {item.index: item.penalty for item in penalties}
        now |= {
            index: one.now(states[index], update)
            for index, one in enumerate(constraints)
            if isinstance(one, kinds) and not isinstance(one, AbstractPenalty)
        }
        scales = {item.index: item.scale for item in penalties}
        due, numbers, arrays = [], {}, {}
        for index in sorted(now):
            still, moving = parted(constraints[index], now[index])
            plain, kept = _plain(states[index]) if isinstance(still, AbstractReparametrisation) else ((), {})
            due.append(Due(index, still, scales.get(index, 1.0), plain))
            numbers[due[-1].key], arrays[due[-1].key] = moving, kept
        return cls(tuple(due), numbers, arrays, tuple(item.term for item in penalties))


def _plain(state: Mapping[str, Any]) -> tuple[tuple[tuple[str, Any], ...], dict[str, Any]]:
    """The plain numbers of a state, which are compiled in, and its arrays."""
    plain = {name: value for name, value in state.items() if isinstance(value, (bool, int, float))}
    return tuple(sorted(plain.items())), {name: value for name, value in state.items() if name not in plain}
