"""Snake for PyTorch."""

from torch import nn


class Snake(nn.Module):
    """x + sin²(a·x)/a."""

    def __init__(self, layer, shape):
        super().__init__()
        self.a = layer.a

    def forward(self, x):
        return x + (self.a * x).sin() ** 2 / self.a
