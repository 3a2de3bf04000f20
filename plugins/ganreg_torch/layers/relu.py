"""The rectifier."""

import torch
from torch import nn

from ganreg.networks.layers import ReLU


def rectified(x: torch.Tensor) -> torch.Tensor:
    """max(x, 0) as x times its derivative held constant: the same numbers, with no second derivative.

    That of `torch.relu` is an array of zeros, which autograd would send back through the whole network: two more
    multiplications per layer under a gradient penalty, 12 : 6 in the place of 10 : 6 of a step without one.
    """
    y: torch.Tensor = torch.ops.aten.threshold_backward.default(x, x.detach(), 0)
    return y


class Rectified(nn.ReLU):
    """max(x, 0), in training as `rectified`."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The same shape."""
        return rectified(x) if self.training else super().forward(x)


def relu(layer: ReLU, shape: tuple[int, ...]) -> nn.Module:
    """max(x, 0), with derivative 0 at 0."""
    return Rectified()
