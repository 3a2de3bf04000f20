"""The sigmoid linear unit."""

from torch import nn

from ganreg.networks.layers import SiLU


def silu(layer: SiLU, shape: tuple[int, ...]) -> nn.Module:
    """x/(1 + exp(−x))."""
    return nn.SiLU()
