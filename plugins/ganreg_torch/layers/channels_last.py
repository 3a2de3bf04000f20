"""Where the channels of images lie in memory."""

import torch
from torch import nn


def likes_channels_last(module: nn.Module, x: torch.Tensor) -> bool:
    """Whether a convolution of x is to be computed so: in training on a CPU, where it was measured to be faster.

    In use a network is what exporters know; a compiler chooses by itself.
    """
    return module.training and x.device.type == "cpu" and not torch.compiler.is_compiling()


def channels_last(array: torch.Tensor) -> torch.Tensor:
    """The same array `(n, channels, height, width)`, with the channels of a pixel beside one another."""
    return array.contiguous(memory_format=torch.channels_last)
