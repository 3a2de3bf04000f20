"""Mistakes in the penalty as a function of the norms."""

import attrs
from conformance.wrong.backend import Engine, with_engine, with_penalty

from ganreg.constraints import GradientPenalty


@attrs.frozen(kw_only=True)
class Summed(GradientPenalty):
    """`((norms - 1) ** 2).sum()`."""

    def value(self, norms, xp):
        return len(norms) * super().value(norms, xp)

    def derivative(self, norms, xp):
        return len(norms) * super().derivative(norms, xp)


@attrs.frozen(kw_only=True)
class SquareOfMean(GradientPenalty):
    """`(norms.mean() - 1) ** 2`."""

    def value(self, norms, xp):
        return self.weight * (xp.mean(norms) - self.target) ** 2

    def derivative(self, norms, xp):
        return 2 * self.weight * (xp.mean(norms) - self.target) * xp.ones_like(norms) / len(norms)


@attrs.frozen(kw_only=True)
class OneTenthOfAPercent(GradientPenalty):
    """λ off by 0.1 %."""

    def value(self, norms, xp):
        return 1.001 * super().value(norms, xp)

    def derivative(self, norms, xp):
        return 1.001 * super().derivative(norms, xp)


@attrs.frozen(kw_only=True)
class Half(GradientPenalty):
    """λ/2."""

    def value(self, norms, xp):
        return super().value(norms, xp) / 2

    def derivative(self, norms, xp):
        return super().derivative(norms, xp) / 2


@attrs.frozen(kw_only=True)
class DerivativeOnlyHalved(GradientPenalty):
    """The right value, with the 2 of the square forgotten in the derivative."""

    def derivative(self, norms, xp):
        return super().derivative(norms, xp) / 2


@attrs.frozen(kw_only=True)
class TwoSided(GradientPenalty):
    """`one_sided=True` accepted and ignored."""

    def _excess(self, norms, xp):
        return norms - self.target


@attrs.frozen(kw_only=True)
class TargetOne(GradientPenalty):
    """`target` accepted and ignored."""

    def _excess(self, norms, xp):
        return norms - 1


class Unscaled(Engine):
    """A lazy penalty applied every k-th update as if it were applied at every one."""

    def changed(self, due):
        return {"scale": 1.0}


SumForMean = with_penalty(Summed)
SquareOfMeanNorm = with_penalty(SquareOfMean)
WeightOffByAThousandth = with_penalty(OneTenthOfAPercent)
FactorHalf = with_penalty(Half)
HalvedDerivative = with_penalty(DerivativeOnlyHalved)
OneSidedIgnored = with_penalty(TwoSided)
TargetIgnored = with_penalty(TargetOne)
LazyNotScaled = with_engine(Unscaled)
