"""The almost orthogonal layer for PyTorch; nothing is differentiated by hand."""

import torch
from torch import nn
from torch.nn import functional


class Rescaled(nn.Module):
    """P·D·x + b."""

    def __init__(self, layer, shape):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(layer.units, shape[0]))
        self.bias = nn.Parameter(torch.empty(layer.units))

    def forward(self, x):
        return functional.linear(x, self.weight * self.scales(), self.bias)

    def scales(self):
        """The diagonal of D."""
        sums = (self.weight.T @ self.weight).abs().sum(dim=1)
        positive = torch.where(sums > 0, sums, torch.ones_like(sums))
        return torch.where(sums > 0, positive.rsqrt(), torch.zeros_like(sums))
