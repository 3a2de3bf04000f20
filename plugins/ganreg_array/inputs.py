"""What the critic sees of samples in training: the recipe's input transforms, and their derivatives by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from ganreg.inputs import DueTransform
from ganreg_array.drawn import Drawn

Array = Any


@attrs.frozen
class Seen:
    """Samples as the critic sees them, and how they became so: each transform with its input and its draws."""

    samples: Array
    steps: tuple[tuple[DueTransform, Array, Mapping[str, Array]], ...] = ()

    def pullback(self, cotangents: Array, xp: Any) -> Array:
        """Cotangents at the samples before the first transform, from those at what the critic sees."""
        for due, x, draws in reversed(self.steps):
            cotangents = due.transform.pullback(cotangents, x, draws, xp)
        return cotangents


@attrs.frozen
class CriticView:
    """The input transforms of one step, one after another, with that step's draws."""

    transforms: Sequence[DueTransform]
    drawn: Drawn

    def of(self, side: str, samples: Array) -> Seen:
        """What the critic sees of `real` or `fake` samples."""
        steps = []
        for due in self.transforms:
            draws = self._draws(due, side, tuple(samples.shape))
            steps.append((due, samples, draws))
            samples = due.transform.transform(samples, draws, self.drawn.space.xp)
        return Seen(samples, tuple(steps))

    def _draws(self, due: DueTransform, side: str, shape: tuple[int, ...]) -> Mapping[str, Array]:
        return self.drawn.named(lambda draw: due.transform.draw(draw.stream(due.path(side)), shape))
