"""Named tensors in one flat buffer, so that an optimizer's rule runs once over all of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import _utils as dense

from ganreg.state import FlatParameters

Shapes = Mapping[str, tuple[int, ...]]


def flat_of(tensors: Iterable[torch.Tensor], shapes: Shapes) -> FlatParameters:
    """Copies of tensors, in the order of `shapes`, detached."""
    buffer: torch.Tensor = dense._flatten_dense_tensors(list(tensors))  # type: ignore[no-untyped-call]
    return FlatParameters(buffer.detach(), shapes)


def flattened(parameters: Mapping[str, Any], shapes: Shapes) -> FlatParameters:
    """A parameter mapping as it is if it is flat, otherwise copied into a buffer."""
    if isinstance(parameters, FlatParameters):
        return parameters
    return flat_of((parameters[name] for name in shapes), shapes)


def views_of(parameters: FlatParameters, like: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
    """The named tensors as views of the buffer, in order, made by one call; `like` are tensors of the same shapes."""
    views: Sequence[torch.Tensor] = dense._unflatten_dense_tensors(parameters.buffer, like)  # type: ignore[no-untyped-call]
    return views
