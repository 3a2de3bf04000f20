"""A transposed convolution of images."""

from torch import nn

from ganreg.networks.layers import ConvTranspose2d


def conv_transpose2d(layer: ConvTranspose2d, shape: tuple[int, ...]) -> nn.Module:
    """The adjoint of a convolution with the same kernel, stride and padding."""
    sizes = (layer.kernel, layer.stride, layer.padding, layer.output_padding)
    return nn.ConvTranspose2d(shape[0], layer.channels, *sizes, bias=layer.bias)
