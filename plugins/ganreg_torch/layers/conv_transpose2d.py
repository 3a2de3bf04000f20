"""A transposed convolution of images."""

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from ganreg.networks.layers import ConvTranspose2d
from ganreg_torch.layers.channels_last import channels_last, likes_channels_last


class TransposedConvolved(nn.ConvTranspose2d):
    """A transposed convolution; in training on a CPU with the channels last in memory, 1.1 to 1.2 times as fast."""

    def forward(self, x: torch.Tensor, output_size: list[int] | None = None) -> torch.Tensor:
        """`(n, channels, height, width)` → the same with other sizes."""
        if output_size is not None or not likes_channels_last(self, x):
            return super().forward(x, output_size)
        sizes: tuple[Any, ...] = (self.stride, self.padding, self.output_padding)
        return functional.conv_transpose2d(channels_last(x), channels_last(self.weight), self.bias, *sizes)


def conv_transpose2d(layer: ConvTranspose2d, shape: tuple[int, ...]) -> nn.Module:
    """The adjoint of a convolution with the same kernel, stride and padding."""
    sizes = (layer.kernel, layer.stride, layer.padding, layer.output_padding)
    return TransposedConvolved(shape[0], layer.channels, *sizes, bias=layer.bias)
