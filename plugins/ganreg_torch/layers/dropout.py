"""Dropout."""

import torch
from torch import nn

from ganreg.networks.layers import Dropout


class Masked(nn.Dropout):
    """m·x for the mask that an engine has put here for one pass; without one, PyTorch's own dropout."""

    mask: torch.Tensor | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The same shape; x itself in evaluation mode."""
        return super().forward(x) if self.mask is None or not self.training else self.mask * x


def dropout(layer: Dropout, shape: tuple[int, ...]) -> nn.Module:
    """Numbers are dropped one by one."""
    return Masked(layer.rate)
