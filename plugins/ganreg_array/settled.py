"""The constraints that take part in a step, as they stand at an update."""

from collections.abc import Mapping
from typing import Any, Self

import attrs

from ganreg.constraints.abstract import AbstractConstraint, AbstractPenalty
from ganreg.effective import DueReparametrisation, due_reparametrisations
from ganreg.inputs import DueTransform, due_transforms
from ganreg.objectives import DuePenalty, due_penalties
from ganreg.schedules import replaced, settled
from ganreg.schedules.still import parted

States = tuple[Mapping[str, Any], ...]
Moving = tuple[Mapping[str, Any], ...]
FIELDS = {"penalties": "penalty", "transforms": "transform", "reparametrisations": "constraint"}
"""Where each kind's entries have the constraint itself."""


@attrs.frozen(cache_hash=True)
class Settled:
    """Of each kind those that take part, in the recipe's order."""

    penalties: tuple[DuePenalty, ...]
    transforms: tuple[DueTransform, ...]
    reparametrisations: tuple[DueReparametrisation, ...]

    @classmethod
    def at(cls, player: str, constraints: tuple[AbstractConstraint, ...], states: States, update: int) -> Self:
        """Those of a player's step, after so many critic updates."""
        now = (constraints, states, update)
        penalties = due_penalties(*now) if player == "critic" else []
        return cls(tuple(penalties), tuple(due_transforms(*now)), tuple(due_reparametrisations(*now)))

    def parted(self, constraints: tuple[AbstractConstraint, ...]) -> tuple[Self, Moving]:
        """The same without the numbers that a schedule or a state has put in, and these, for `with_numbers`."""
        still: dict[str, list[Any]] = {kind: [] for kind in FIELDS}
        moving = []
        for kind, field in FIELDS.items():
            for due in getattr(self, kind):
                component, numbers = parted(constraints[due.index], getattr(due, field))
                still[kind].append(attrs.evolve(due, **{field: component}))
                moving.append(numbers)
        return type(self)(**{kind: tuple(entries) for kind, entries in still.items()}), tuple(moving)

    def with_numbers(self, moving: Moving) -> Self:
        """The constraints of `parted` with numbers put in."""
        rest = iter(moving)
        whole = {
            kind: tuple(
                attrs.evolve(due, **{field: replaced(getattr(due, field), **next(rest))}) for due in getattr(self, kind)
            )
            for kind, field in FIELDS.items()
        }
        return type(self)(**whole)


def is_still(constraint: AbstractConstraint) -> bool:
    """Whether a constraint takes part in each step, and is the same in each."""
    always = not isinstance(constraint, AbstractPenalty) or constraint.every == 1
    return always and type(constraint).now is AbstractConstraint.now and settled(constraint, 0) is constraint
