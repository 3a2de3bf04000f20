"""What the critic sees of samples in training: the recipe's input transforms, under autograd."""

from collections.abc import Callable, Mapping

import array_api_compat.torch as xp
import attrs
import torch

from ganreg.constraints.abstract import AbstractInputTransform
from ganreg.objectives import DueTransform

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
