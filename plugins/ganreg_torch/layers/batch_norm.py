"""Batch normalisation."""

import torch
from torch import nn
from torch.nn import functional

from ganreg.errors import NetworkError
from ganreg.networks.layers import BatchNorm


class BatchStatistics(nn.Module):
    """(x − mean)/√(var + ε): in training the batch's, which the running ones follow; in use the running ones.

    A module of its own, since `nn.BatchNorm2d` adds a buffer `num_batches_tracked`, and is another class for vectors.
    """

    running_mean: torch.Tensor
    running_var: torch.Tensor

    def __init__(self, channels: int, epsilon: float, momentum: float) -> None:
        super().__init__()
        self.epsilon, self.momentum = epsilon, momentum
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def normalised(self, x: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None) -> torch.Tensor:
        """weight·(x − mean)/√(var + ε) + bias."""
        if self.training and x.numel() == x.shape[1]:
            raise NetworkError(
                f"{type(self).__name__} needs more than one number per channel in training, but the batch has shape "
                f"{tuple(x.shape)}. Take a larger batch."
            )
        statistics = (self.running_mean, self.running_var)
        return functional.batch_norm(x, *statistics, weight, bias, self.training, self.momentum, self.epsilon)


class BatchNormed(BatchStatistics):
    """One weight and one bias per channel, or none."""

    weight: torch.Tensor | None
    bias: torch.Tensor | None

    def __init__(self, channels: int, epsilon: float, momentum: float, affine: bool) -> None:
        super().__init__(channels, epsilon, momentum)
        self.register_parameter("weight", nn.Parameter(torch.ones(channels)) if affine else None)
        self.register_parameter("bias", nn.Parameter(torch.zeros(channels)) if affine else None)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """`(n, channels, …)` → the same."""
        return self.normalised(x, self.weight, self.bias)


def batch_norm(layer: BatchNorm, shape: tuple[int, ...]) -> nn.Module:
    """Mean and variance per channel, over the batch and all pixels."""
    return BatchNormed(shape[0], layer.epsilon, layer.momentum, layer.affine)
