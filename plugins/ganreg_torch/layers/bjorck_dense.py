"""A fully connected layer whose matrix is made orthonormal."""

import torch
from torch import nn
from torch.nn import functional

from ganreg.networks.layers import BjorckDense


class Orthonormalised(nn.Module):
    """W̃·x + b, with W̃ computed from the parameter `weight` at every call."""

    def __init__(self, features: int, units: int, bias: bool, iterations: int) -> None:
        super().__init__()
        self.iterations = iterations
        self.weight = nn.Parameter(torch.zeros(units, features))
        self.bias: nn.Parameter | None = nn.Parameter(torch.zeros(units)) if bias else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`(n, features)` → `(n, units)`."""
        return functional.linear(x, self.orthonormal(), self.bias)

    def orthonormal(self) -> torch.Tensor:
        """W̃."""
        # The root's derivative at 0 would be infinite: under it a weight of 0 is counted as 1.
        squares = self.weight.square().sum()
        a = self.weight / torch.where(squares > 0, squares, torch.ones_like(squares)).sqrt()
        for _ in range(self.iterations):
            a = 1.5 * a - 0.5 * ((a @ a.T) @ a if len(a) <= a.shape[1] else a @ (a.T @ a))
        return a


def bjorck_dense(layer: BjorckDense, shape: tuple[int, ...]) -> nn.Module:
    """Y = W̃·x + b."""
    return Orthonormalised(shape[0], layer.units, layer.bias, layer.iterations)
