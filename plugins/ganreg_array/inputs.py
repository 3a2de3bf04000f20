"""What the critic sees of samples in training: the recipe's input transforms, and their derivatives by hand."""

from typing import Any

import attrs

from ganreg.draws import StepDraws
from ganreg.inputs import DueTransform
from ganreg_array.namespace import Namespace

Array = Any


@attrs.frozen
class Seen:
    """Samples as the critic sees them, and how they became so: each transform with its input and its draws."""

    samples: Array
    steps: tuple[tuple[DueTransform, Array, dict[str, Array]], ...] = ()

    def pullback(self, cotangents: Array, xp: Any) -> Array:
        """Cotangents at the samples before the first transform, from those at what the critic sees."""
        for due, x, draws in reversed(self.steps):
            cotangents = due.transform.pullback(cotangents, x, draws, xp)
        return cotangents


@attrs.frozen
class CriticView:
    """The input transforms of one step, one after another, with that step's draws."""

    transforms: list[DueTransform]
    draw: StepDraws
    space: Namespace

    def of(self, side: str, samples: Array) -> Seen:
        """What the critic sees of `real` or `fake` samples."""
        steps = []
        for due in self.transforms:
            drawn = due.transform.draw(self.draw.stream(due.path(side)), tuple(samples.shape))
            draws = {name: self.space.array(values) for name, values in drawn.items()}
            steps.append((due, samples, draws))
            samples = due.transform.transform(samples, draws, self.space.xp)
        return Seen(samples, tuple(steps))
