"""The hyperbolic tangent."""

from torch import nn

from ganreg.networks.layers import Tanh


def tanh(layer: Tanh, shape: tuple[int, ...]) -> nn.Module:
    """Tanh x."""
    return nn.Tanh()
