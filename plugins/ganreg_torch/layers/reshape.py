"""From vectors to images."""

import torch
from torch import nn

from ganreg.networks.layers import Reshape


class Reshaped(nn.Module):
    """A sample's values in row-major order under another shape; `nn.Unflatten` would take vectors only."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`(n, …)` → `(n, *shape)`."""
        return x.reshape(x.shape[0], *self.shape)


def reshape(layer: Reshape, shape: tuple[int, ...]) -> nn.Module:
    """The given shape, batch axis first."""
    return Reshaped(layer.shape)
