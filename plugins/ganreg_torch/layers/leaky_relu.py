"""The leaky rectifier."""

import torch
from torch import nn

from ganreg.networks.layers import LeakyReLU


class LeakyRectified(nn.LeakyReLU):
    """x or slope·x. In training x times its derivative held constant, with no second derivative; see `Rectified`."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The same shape."""
        if not self.training:
            return super().forward(x)
        y: torch.Tensor = torch.ops.aten.leaky_relu_backward.default(x, x.detach(), self.negative_slope, False)
        return y


def leaky_relu(layer: LeakyReLU, shape: tuple[int, ...]) -> nn.Module:
    """Identity where x > 0, slope·x elsewhere."""
    return LeakyRectified(layer.slope)
