"""The leaky rectifier."""

import torch
from torch import nn

from ganreg.networks.layers import LeakyReLU


def leaky_rectified(x: torch.Tensor, slope: float) -> torch.Tensor:
    """Either x or slope·x as x times its derivative held constant, with no second derivative; see `rectified`."""
    y: torch.Tensor = torch.ops.aten.leaky_relu_backward.default(x, x.detach(), slope, False)
    return y


class LeakyRectified(nn.LeakyReLU):
    """x or slope·x, in training as `leaky_rectified`."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The same shape."""
        return leaky_rectified(x, self.negative_slope) if self.training else super().forward(x)


def leaky_relu(layer: LeakyReLU, shape: tuple[int, ...]) -> nn.Module:
    """Identity where x > 0, slope·x elsewhere."""
    return LeakyRectified(layer.slope)
