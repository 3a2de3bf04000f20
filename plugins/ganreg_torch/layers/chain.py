"""Layers one after another."""

import torch
from torch import nn

from ganreg_torch.layers.labelled import Labelled


class Chain(nn.Sequential):
    """y = h_L(… h_1(x)). The labels go to those layers that know classes, and to no other."""

    def forward(self, x: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """The output of the last layer; of none, x itself."""
        for module in self:
            x = module(x, label) if isinstance(module, Labelled) else module(x)
        return x
