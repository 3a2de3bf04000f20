"""Masks of specified networks: drawn as every backend draws them, and put where a pass finds them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

import torch
from torch import nn

from ganreg_torch.layers.dropout import Masked

Masks = Mapping[str, torch.Tensor]
MasksOf = Callable[[str, int], Masks]
"""From the name of a set of samples, such as `critic/real`, and how many it has, to the masks of its pass."""


@contextmanager
def masked(module: nn.Module, masks: Masks) -> Iterator[None]:
    """While this lasts, a specified network's dropout takes these masks: `2.mask`, `2.body.0.mask`."""
    layers = {name: cast(Masked, module.get_submodule(name.rpartition(".")[0])) for name in masks}
    try:
        for name, layer in layers.items():
            layer.mask = masks[name]
        yield
    finally:
        for layer in layers.values():
            layer.mask = None
