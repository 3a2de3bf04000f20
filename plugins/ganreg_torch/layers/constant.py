"""A trained constant in place of the input."""

import torch
from torch import nn

from ganreg.networks.layers import Constant


class Constants(nn.Module):
    """One copy of c per sample."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(shape))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`(n, …)` → `(n, *shape)`."""
        # A sum over none of the numbers of x: 0 even where x is infinite, with a gradient in x, which is 0.
        nothing = x.flatten(1)[:, :0].sum(1)
        return nothing.reshape(-1, *(1,) * self.weight.ndim) + self.weight


def constant(layer: Constant, shape: tuple[int, ...]) -> nn.Module:
    """The constant c."""
    return Constants(layer.shape)
