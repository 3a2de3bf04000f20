"""What the critic sees in training: a recipe's input transforms, as engines and loops of one's own need them."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.constraints.abstract import AbstractConstraint, AbstractInputTransform
from ganreg.objectives import constraint_path


@attrs.frozen
class DueTransform:
    """An input transform as it stands at one update.

    Args:
        index: the constraint's place in the recipe.
        transform: the constraint as it stands.
    """

    index: int
    transform: AbstractInputTransform

    def path(self, side: str) -> str:
        """Where draws come from for a side's samples: `constraint/{index}/real`, `constraint/{index}/fake`."""
        return f"{constraint_path(self.index)}/{side}"


def due_transforms(
    constraints: tuple[AbstractConstraint, ...], states: tuple[Mapping[str, Any], ...], update: int
) -> list[DueTransform]:
    """The input transforms after `update` critic updates, in order: the same for both players."""
    return [
        DueTransform(index, constraint.now(states[index], update))
        for index, constraint in enumerate(constraints)
        if isinstance(constraint, AbstractInputTransform)
    ]
