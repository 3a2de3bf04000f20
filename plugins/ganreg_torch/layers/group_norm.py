"""Group normalisation."""

import torch
from torch import nn

from ganreg.networks.layers import GroupNorm


class GroupNormed(nn.GroupNorm):
    """`nn.GroupNorm` for groups of one number too, which become the bias; its own forward refuses some of them."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`(n, channels, …)` → the same."""
        return torch.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)


def group_norm(layer: GroupNorm, shape: tuple[int, ...]) -> nn.Module:
    """Mean and variance over each group of a sample's channels."""
    return GroupNormed(layer.groups, shape[0], eps=layer.epsilon, affine=layer.affine)
