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
    """`(norms - 1).abs().mean()`: the pull towards 1 is as strong near it as far from it."""

    name = "not_squared"

    def value(self, norms: Any, xp: Any) -> Any:
        """λ mean |‖g‖ − 1|."""
        return self.weight * xp.mean(xp.abs(norms - self.target))

    def derivative(self, norms: Any, xp: Any) -> Any:
        """λ sign(‖g‖ − 1)/n."""
        return self.weight * xp.sign(norms - self.target) / norms.shape[0]


@attrs.frozen(kw_only=True)
class OverTheBatch(GradientPenalty):
    """`(gradients.norm(2) - 1) ** 2`: one norm for the whole batch, so that each slope is pulled towards 1/√n."""

    name = "over_the_batch"

    def value(self, norms: Any, xp: Any) -> Any:
        """λ(√Σ‖g‖² − 1)²."""
        return self.weight * (xp.sqrt(xp.sum(norms * norms)) - self.target) ** 2

    def derivative(self, norms: Any, xp: Any) -> Any:
        """2λ(N − 1)‖gᵢ‖/N with N = √Σ‖g‖²."""
        whole = xp.sqrt(xp.sum(norms * norms))
        return 2 * self.weight * (whole - self.target) * norms / whole
