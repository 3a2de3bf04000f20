"""The Gaussian error linear unit."""

from torch import nn

from ganreg.networks.layers import GELU


def gelu(layer: GELU, shape: tuple[int, ...]) -> nn.Module:
    """x·Φ(x), or its approximation by tanh."""
    return nn.GELU(approximate="tanh" if layer.approximate else "none")
