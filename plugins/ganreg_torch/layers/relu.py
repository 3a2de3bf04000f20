"""The rectifier."""

from torch import nn

from ganreg.networks.layers import ReLU


def relu(layer: ReLU, shape: tuple[int, ...]) -> nn.Module:
    """max(x, 0), with derivative 0 at 0."""
    return nn.ReLU()
