"""The exponential linear unit."""

import torch
from torch import nn

from ganreg.networks.layers import ELU


class ExponentialUnit(nn.Module):
    """x where x > 0, α·(exp(x) − 1) elsewhere, with both derivatives of the left side at 0.

    A module of its own, since the second derivative of `nn.ELU` at 0 is 0 instead of α. Numbers are exactly 0 often:
    the convolution of a black corner by a new network is.
    """

    def __init__(self, alpha: float) -> None:
        super().__init__()
        self.alpha = alpha

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Any shape."""
        # exp is not given the positive numbers: where it overflows, its zero gradient would become NaN.
        left = torch.where(x > 0, 0.0, x)
        return torch.where(x > 0, x, self.alpha * torch.expm1(left))


def elu(layer: ELU, shape: tuple[int, ...]) -> nn.Module:
    """The given α."""
    return ExponentialUnit(layer.alpha)
