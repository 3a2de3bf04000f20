"""The leaky rectifier."""

from torch import nn

from ganreg.networks.layers import LeakyReLU


def leaky_relu(layer: LeakyReLU, shape: tuple[int, ...]) -> nn.Module:
    """Identity where x > 0, slope·x elsewhere."""
    return nn.LeakyReLU(layer.slope)
