"""Named tensors in one flat buffer, so that an optimizer's rule runs once over all of them."""

from collections.abc import Iterable, Mapping
from typing import Any

import torch

from ganreg.state import FlatParameters

Shapes = Mapping[str, tuple[int, ...]]


def flat_of(tensors: Iterable[torch.Tensor], shapes: Shapes) -> FlatParameters:
    """Copies of tensors, in the order of `shapes`, detached."""
    return FlatParameters(torch.cat([tensor.detach().reshape(-1) for tensor in tensors]), shapes)


def flattened(parameters: Mapping[str, Any], shapes: Shapes) -> FlatParameters:
    """A parameter mapping as it is if it is flat, otherwise copied into a buffer."""
    if isinstance(parameters, FlatParameters):
        return parameters
    return flat_of((parameters[name] for name in shapes), shapes)
