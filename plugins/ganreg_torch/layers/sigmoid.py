"""The logistic function."""

from torch import nn

from ganreg.networks.layers import Sigmoid


def sigmoid(layer: Sigmoid, shape: tuple[int, ...]) -> nn.Module:
    """1/(1 + exp(−x))."""
    return nn.Sigmoid()
