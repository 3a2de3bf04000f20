"""Batch normalisation whose scale and shift depend on the class."""

import torch
from torch import nn
from torch.nn import functional

from ganreg.networks.layers import ConditionalBatchNorm
from ganreg_torch.layers.batch_norm import BatchStatistics
from ganreg_torch.layers.labelled import Labelled, required


class ConditionallyBatchNormed(BatchStatistics, Labelled):
    """One weight and one bias per class and channel."""

    def __init__(self, classes: int, channels: int, epsilon: float, momentum: float) -> None:
        super().__init__(channels, epsilon, momentum)
        self.weight = nn.Parameter(torch.ones(classes, channels))
        self.bias = nn.Parameter(torch.zeros(classes, channels))

    def forward(self, x: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """`(n, channels, …)` and `(n,)` → `(n, channels, …)`."""
        label = required(label, self)
        per_channel = (*x.shape[:2], *(1,) * (x.ndim - 2))
        weight, bias = (functional.embedding(label, table).reshape(per_channel) for table in (self.weight, self.bias))
        return weight * self.normalised(x, None, None) + bias


def conditional_batch_norm(layer: ConditionalBatchNorm, shape: tuple[int, ...]) -> nn.Module:
    """weight[label]·(x − mean)/√(var + ε) + bias[label]."""
    return ConditionallyBatchNormed(layer.classes, shape[0], layer.epsilon, layer.momentum)
