"""The constraints that take part in a step, as they stand at an update."""

from collections.abc import Mapping
from typing import Any, Self

import attrs

from ganreg.constraints.abstract import AbstractConstraint
from ganreg.effective import DueReparametrisation, due_reparametrisations
from ganreg.inputs import DueTransform, due_transforms
from ganreg.objectives import DuePenalty, due_penalties


@attrs.frozen
class Settled:
    """Of each kind those that take part, in the recipe's order."""

    penalties: tuple[DuePenalty, ...]
    transforms: tuple[DueTransform, ...]
    reparametrisations: tuple[DueReparametrisation, ...]

    @classmethod
    def at(
        cls, player: str, constraints: tuple[AbstractConstraint, ...], states: tuple[Mapping[str, Any], ...], update: int
    ) -> Self:
        """Those of a player's step, after so many critic updates."""
        now = (constraints, states, update)
        penalties = due_penalties(*now) if player == "critic" else []
        return cls(tuple(penalties), tuple(due_transforms(*now)), tuple(due_reparametrisations(*now)))
