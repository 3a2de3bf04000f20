"""Mistakes in the penalty as a function of the norms."""

import attrs
import numpy as np
from conformance.wrong.backend import Engine, with_engine, with_penalty

from ganreg.constraints import R1, GradientPenalty, MaxGradientPenalty
from ganreg.schedules import replaced


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

    def excess(self, norms, xp):
        return norms - self.target


@attrs.frozen(kw_only=True)
class TargetOne(GradientPenalty):
    """`target` accepted and ignored."""

    def excess(self, norms, xp):
        return norms - 1


class Unscaled(Engine):
    """A lazy penalty applied every k-th update as if it were applied at every one."""

    def changed(self, due):
        return {"scale": 1.0}


@attrs.frozen(kw_only=True)
class MeanForMax(MaxGradientPenalty):
    """`(slopes ** 2).mean()` in place of `slopes.max() ** 2`."""

    def value(self, norms, xp):
        return self.weight * xp.mean(norms**2)

    def derivative(self, norms, xp):
        return 2 * self.weight * norms / len(norms)


@attrs.frozen(kw_only=True)
class FullGamma(R1):
    """`gamma * r1`, where the paper has γ/2."""

    @property
    def factor(self):
        return self.gamma


class OfScores(Engine):
    """The penalty grows with scores that are large, whatever the slopes: seen only once a constant is added."""

    def gradients(self, player, state, batch, draw):
        found = super().gradients(player, state, batch, draw)
        if player == "generator" or "gradient_penalty" not in found.terms:
            return found
        above = max(0.0, abs(float(np.mean(self.scores(batch.x)))) - 2.0)
        return attrs.evolve(found, terms={**found.terms, "gradient_penalty": found.terms["gradient_penalty"] + above})


class SquaredSlopes(Engine):
    """WGAN-div with the square of WGAN-GP."""

    def changed(self, due):
        return {"penalty": attrs.evolve(due.penalty, power=2.0)}


class Averaged(Engine):
    """R1 and R2 as one mean over real and fake samples together: half as large."""

    def changed(self, due):
        return {"scale": due.scale / 2}


class Rewarded(Engine):
    """`loss + lambda * (1 - omega)`: the paper's sign, in a loss that is minimised."""

    def changed(self, due):
        return {"penalty": replaced(due.penalty, multiplier=-due.penalty.multiplier)}


class Backwards(Engine):
    """`lambda -= rho * (omega - 1)`."""

    def gradients(self, player, state, batch, draw):
        found = super().gradients(player, state, batch, draw)
        pairs = zip(state.constraints, found.constraints, strict=False)
        turned = [{"multiplier": 2 * old["multiplier"] - new["multiplier"]} for old, new in pairs]
        return attrs.evolve(found, constraints=tuple(turned))


class Forgotten(Engine):
    """The multiplier stays where it started: a penalty method in place of an augmented Lagrangian."""

    def gradients(self, player, state, batch, draw):
        found = super().gradients(player, state, batch, draw)
        return attrs.evolve(found, constraints=tuple({"multiplier": 0 * s["multiplier"]} for s in found.constraints))


SumForMean = with_penalty(Summed)
SquareOfMeanNorm = with_penalty(SquareOfMean)
WeightOffByAThousandth = with_penalty(OneTenthOfAPercent)
FactorHalf = with_penalty(Half)
HalvedDerivative = with_penalty(DerivativeOnlyHalved)
OneSidedIgnored = with_penalty(TwoSided)
TargetIgnored = with_penalty(TargetOne)
LazyNotScaled = with_engine(Unscaled)
MaxAsMean = with_penalty(MeanForMax)
R1WithoutHalf = with_penalty(FullGamma)
DivergenceOfSquares = with_engine(SquaredSlopes)
PenaltyOfScores = with_engine(OfScores)
PairAveraged = with_engine(Averaged)
MultiplierRewards = with_engine(Rewarded)
MultiplierBackwards = with_engine(Backwards)
MultiplierForgotten = with_engine(Forgotten)
