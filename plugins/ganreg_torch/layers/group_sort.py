"""Sorting within groups."""

import torch
from torch import nn

from ganreg.networks.layers import GroupSort


class GroupSorted(nn.Module):
    """Each group of consecutive channels in ascending order; equal numbers keep theirs."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`(n, channels, …)` → the same."""
        groups = x.reshape(x.shape[0], -1, self.size, *x.shape[2:])
        return torch.sort(groups, dim=2, stable=True).values.flatten(1, 2)


def group_sort(layer: GroupSort, shape: tuple[int, ...]) -> nn.Module:
    """Groups of the given size, pixel by pixel."""
    return GroupSorted(layer.size)
