"""A fully connected layer."""

from torch import nn

from ganreg.networks.layers import Dense


def dense(layer: Dense, shape: tuple[int, ...]) -> nn.Module:
    """Y = W·x + b."""
    return nn.Linear(shape[0], layer.units, bias=layer.bias)
