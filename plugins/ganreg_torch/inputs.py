"""What the critic sees of samples in training: the recipe's input transforms, under autograd."""

from collections.abc import Callable, Mapping
from typing import Any

import array_api_compat.torch as xp
import attrs
import torch

from ganreg.constraints.abstract import AbstractInputTransform
from ganreg.inputs import DueTransform
from ganreg_torch.numbers import numbers_for

Noise = Callable[[AbstractInputTransform, str, torch.Tensor], Mapping[str, torch.Tensor]]


@attrs.frozen
class CriticView:
    """The input transforms of one step, one after another.

    Args:
        transforms: as they stand at this step, in order.
        numbers: the random numbers of a transform, given the path of its draws and the samples.
    """

    transforms: list[DueTransform]
    numbers: Noise

    def of(self, side: str, samples: torch.Tensor) -> torch.Tensor:
        """What the critic sees of `real` or `fake` samples, differentiable in them."""
        for due in self.transforms:
            numbers = self.numbers(due.transform, due.path(side), samples)
            samples = due.transform.transform(samples, numbers, xp)
        return samples


def own_view(
    transforms: list[DueTransform],
    player: str,
    *,
    step: int | None,
    generator: torch.Generator | None,
    draws: Any,
) -> CriticView:
    """What the critic sees in one player's step of a loop of one's own; the sources are those of `numbers_for`.

    Numbers are never given by a bare name: real and fake samples would share them.
    """

    def numbers(transform: AbstractInputTransform, path: str, samples: torch.Tensor) -> Mapping[str, torch.Tensor]:
        source = numbers_for(samples, step=step, generator=generator, draws=draws, alone=False, player=player)
        return source(transform, path)

    return CriticView(transforms, numbers)
