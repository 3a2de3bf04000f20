"""A convolution of images."""

from torch import nn

from ganreg.networks.layers import Conv2d


def conv2d(layer: Conv2d, shape: tuple[int, ...]) -> nn.Module:
    """A cross-correlation with a square kernel, zeros outside."""
    return nn.Conv2d(shape[0], layer.channels, layer.kernel, layer.stride, layer.padding, bias=layer.bias)
