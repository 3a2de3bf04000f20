"""The last layer of a critic that knows classes."""

import torch
from torch import nn
from torch.nn import functional

from ganreg.networks.layers import ClassProjection
from ganreg_torch.layers.labelled import Labelled, required


class Projected(Labelled):
    """⟨w, x⟩ + b + ⟨E[label], x⟩."""

    def __init__(self, classes: int, features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1, features))
        self.bias = nn.Parameter(torch.zeros(1))
        self.embedding = nn.Parameter(torch.zeros(classes, features))

    def forward(self, x: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """`(n, features)` and `(n,)` → `(n, 1)`."""
        of_class = functional.embedding(required(label, self), self.embedding)
        return functional.linear(x, self.weight, self.bias) + (of_class * x).sum(1, keepdim=True)


def class_projection(layer: ClassProjection, shape: tuple[int, ...]) -> nn.Module:
    """One score per sample."""
    return Projected(layer.classes, shape[0])
