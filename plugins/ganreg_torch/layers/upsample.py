"""Larger images by repetition."""

from torch import nn

from ganreg.networks.layers import Upsample


def upsample(layer: Upsample, shape: tuple[int, ...]) -> nn.Module:
    """Each pixel becomes a square of `scale` by `scale`."""
    return nn.Upsample(scale_factor=layer.scale, mode="nearest")
