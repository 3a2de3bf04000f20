"""Smaller images by averaging."""

from torch import nn

from ganreg.networks.layers import AveragePool


def average_pool(layer: AveragePool, shape: tuple[int, ...]) -> nn.Module:
    """The mean over squares of `kernel` by `kernel` pixels."""
    return nn.AvgPool2d(layer.kernel, layer.step)
