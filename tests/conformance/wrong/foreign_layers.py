"""Mistakes of a plugin's layers: in what an almost orthogonal layer divides by, and in derivatives by hand."""

import torch
from foreign_layers.aol_torch import Rescaled
from foreign_layers.snake_array import Snake


class OtherAxis(Rescaled):
    """The sums of |P·Pᵀ| instead of those of |Pᵀ·P|: right only for a square matrix of that size."""

    def forward(self, x):
        sums = (self.weight @ self.weight.T).abs().sum(dim=1)
        return torch.nn.functional.linear(x, self.weight / sums.sqrt()[:, None], self.bias)


class WithoutRoot(Rescaled):
    """P/Σ|PᵀP| instead of P/√Σ|PᵀP|."""

    def scales(self):
        return super().scales() ** 2


class HeldConstant(Rescaled):
    """D is not differentiated."""

    def scales(self):
        return super().scales().detach()


class Guarded(Rescaled):
    """1e-6 added under the root."""

    def scales(self):
        return ((self.weight.T @ self.weight).abs().sum(dim=1) + 1e-6).rsqrt()


class Signless(Rescaled):
    """Sums without absolute values."""

    def scales(self):
        return (self.weight.T @ self.weight).sum(dim=1).abs().rsqrt()


class FlatSnake(Snake):
    """f″ = 0."""

    def second(self, x, y, first, xp):
        return None


class SnakeOfHalfSlope(Snake):
    """f′ = 1 + sin(ax)·cos(ax), a factor 2 forgotten."""

    def first(self, x, y, xp):
        return 1 + xp.sin(self.spec.a * x) * xp.cos(self.spec.a * x)
