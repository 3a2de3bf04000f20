"""From images to vectors."""

from torch import nn

from ganreg.networks.layers import Flatten


def flatten(layer: Flatten, shape: tuple[int, ...]) -> nn.Module:
    """All axes of a sample become one."""
    return nn.Flatten(start_dim=1)
