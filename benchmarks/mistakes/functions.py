"""Mistakes in what a gradient penalty makes of the norms."""

from typing import Any

import attrs

from ganreg.constraints import GradientPenalty


@attrs.frozen(kw_only=True)
class Summed(GradientPenalty):
    """`((norms - 1) ** 2).sum()`: λ grows with the batch."""

    name = "summed"

    def value(self, norms: Any, xp: Any) -> Any:
        """The penalty times the batch size."""
        return norms.shape[0] * super().value(norms, xp)

    def derivative(self, norms: Any, xp: Any) -> Any:
        """Its derivative times the batch size."""
        return norms.shape[0] * super().derivative(norms, xp)


@attrs.frozen(kw_only=True)
class SquareOfMean(GradientPenalty):
    """`(norms.mean() - 1) ** 2`: only the mean of the slopes is held at 1."""

    name = "square_of_mean"

    def value(self, norms: Any, xp: Any) -> Any:
        """λ(mean ‖g‖ − 1)²."""
        return self.weight * (xp.mean(norms) - self.target) ** 2

    def derivative(self, norms: Any, xp: Any) -> Any:
        """2λ(mean ‖g‖ − 1)/n."""
        return 2 * self.weight * (xp.mean(norms) - self.target) * xp.ones_like(norms) / norms.shape[0]


@attrs.frozen(kw_only=True)
class NotSquared(GradientPenalty):
    """`(norms - 1).mean()`: slopes are pushed to 0, at the same rate everywhere."""

    name = "not_squared"

    def value(self, norms: Any, xp: Any) -> Any:
        """λ mean(‖g‖ − 1)."""
        return self.weight * xp.mean(norms - self.target)

    def derivative(self, norms: Any, xp: Any) -> Any:
        """λ/n."""
        return self.weight * xp.ones_like(norms) / norms.shape[0]
