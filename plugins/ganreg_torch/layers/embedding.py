"""A class given to a network beside its input."""

import torch
from torch import nn
from torch.nn import functional

from ganreg.networks.layers import Embedding
from ganreg_torch.layers.labelled import Labelled, required


class Embedded(Labelled):
    """(x, E[label])."""

    def __init__(self, classes: int, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(classes, size))

    def forward(self, x: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """`(n, features)` and `(n,)` → `(n, features + size)`."""
        return torch.cat((x, functional.embedding(required(label, self), self.weight)), 1)


def embedding(layer: Embedding, shape: tuple[int, ...]) -> nn.Module:
    """Each class has a vector, put after the sample's."""
    return Embedded(layer.classes, layer.size)
