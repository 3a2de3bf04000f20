"""A gradient penalty, its oracle, and its mistakes; and the same as strangers get around a check."""

import attrs
import numpy as np

from ganreg import param
from ganreg.constraints import AbstractGradientPenalty, AbstractPointSet, Real, points_param
from ganreg.errors import DataError
from ganreg.params import FLAG, NON_NEGATIVE


@attrs.frozen(kw_only=True)
class Cubic(AbstractGradientPenalty):
    """λ·mean(|‖g‖ − 1|³), or with `one_sided` λ·mean(max(0, ‖g‖ − 1)³), at real samples."""

    weight: float = param(2.0, "The factor λ.", validator=NON_NEGATIVE)
    one_sided: bool = param(False, "Whether norms below 1 cost nothing.", validator=FLAG)
    points: AbstractPointSet = points_param(Real())

    def value(self, norms, xp):
        return self.weight * xp.mean(self.excess(norms, xp) ** 3)

    def derivative(self, norms, xp):
        signs = xp.where(norms < 1, -xp.ones_like(norms), xp.ones_like(norms))
        return 3 * self.weight * self.excess(norms, xp) ** 2 * signs / norms.shape[0]

    def excess(self, norms, xp):
        below = xp.zeros_like(norms) if self.one_sided else 1 - norms
        return xp.where(norms < 1, below, norms - 1)


class Oracle:
    """Norm by norm."""

    def __init__(self, penalty):
        self.weight, self.one_sided = penalty.weight, penalty.one_sided

    def value(self, norms):
        return self.weight * sum(abs(self.distance(norm)) ** 3 for norm in norms) / len(norms)

    def derivative(self, norms):
        distances = [self.distance(norm) for norm in norms]
        return np.array([3 * self.weight * d * abs(d) / len(norms) for d in distances])

    def distance(self, norm):
        return 0.0 if self.one_sided and norm < 1 else norm - 1


class PlacedOracle(Oracle):
    """The same, and where the penalty looks."""

    points = ("real",)


class SquareOfMean(Cubic):
    """The cube of the mean excess."""

    def value(self, norms, xp):
        return self.weight * xp.mean(self.excess(norms, xp)) ** 3


class SumForMean(Cubic):
    """Sums over the batch, and consistently so."""

    def value(self, norms, xp):
        return norms.shape[0] * Cubic.value(self, norms, xp)

    def derivative(self, norms, xp):
        return norms.shape[0] * Cubic.derivative(self, norms, xp)


class WeightOffByAThousandth(Cubic):
    """λ is off by 0.1 %, and consistently so."""

    def value(self, norms, xp):
        return 1.001 * Cubic.value(self, norms, xp)

    def derivative(self, norms, xp):
        return 1.001 * Cubic.derivative(self, norms, xp)


class FactorHalf(Cubic):
    """With a factor ½ that the paper does not have, and consistently so."""

    def value(self, norms, xp):
        return 0.5 * Cubic.value(self, norms, xp)

    def derivative(self, norms, xp):
        return 0.5 * Cubic.derivative(self, norms, xp)


class HalvedDerivative(Cubic):
    """The derivative alone has a factor ½."""

    def derivative(self, norms, xp):
        return 0.5 * Cubic.derivative(self, norms, xp)


class DerivativeOffByAThousandth(Cubic):
    """The derivative alone is off by 0.1 %."""

    def derivative(self, norms, xp):
        return 1.001 * Cubic.derivative(self, norms, xp)


class OneSidedIgnored(Cubic):
    """The flag is there, and nothing else."""

    def excess(self, norms, xp):
        return xp.abs(norms - 1)


class NaNAtZero(Cubic):
    """Divides by the norm."""

    def derivative(self, norms, xp):
        return Cubic.derivative(self, norms, xp) * norms / norms


class WrongForLargeNorms(Cubic):
    """Wrong for norms beyond 100."""

    def value(self, norms, xp):
        return Cubic.value(self, xp.where(norms > 100, 1.001 * norms, norms), xp)


class WrongForLargeBatches(Cubic):
    """Wrong for more than five norms, and consistently so."""

    def value(self, norms, xp):
        return Cubic.value(self, norms, xp) * (1.001 if norms.shape[0] > 5 else 1.0)

    def derivative(self, norms, xp):
        return Cubic.derivative(self, norms, xp) * (1.001 if norms.shape[0] > 5 else 1.0)


class WrongOnOneNamespace(Cubic):
    """Right wherever the library is NumPy."""

    def value(self, norms, xp):
        return (1.0 if xp is np else 1.001) * Cubic.value(self, norms, xp)

    def derivative(self, norms, xp):
        return (1.0 if xp is np else 1.001) * Cubic.derivative(self, norms, xp)


class NeverDue(Cubic):
    """Is left out of every update."""

    def is_due(self, update):
        return False


class SwitchedOff(Cubic):
    """Weighs nothing at the first update, at which somebody looks; later it is half of what it should be."""

    def now(self, state, update):
        return attrs.evolve(self, weight=0.0)

    def value(self, norms, xp):
        return 0.5 * Cubic.value(self, norms, xp)

    def derivative(self, norms, xp):
        return 0.5 * Cubic.derivative(self, norms, xp)


class FirstSampleOnly(Cubic):
    """Refuses all batches but those of one, where it is right, in due form."""

    def value(self, norms, xp):
        if norms.shape[0] > 1:
            raise DataError("one sample, please")
        return Cubic.value(self, norms, xp)


@attrs.frozen(kw_only=True)
class Unvalidated(Cubic):
    """The flag has no validator and does nothing."""

    one_sided: bool = param(False, "Whether norms below 1 cost nothing.")

    def excess(self, norms, xp):
        return xp.abs(norms - 1)


@attrs.frozen(kw_only=True)
class CallsItNumerical(Cubic):
    """The flag is said to be no part of the formula."""

    one_sided: bool = param(False, "Whether norms below 1 cost nothing.", validator=FLAG, numerical=True)

    def excess(self, norms, xp):
        return xp.abs(norms - 1)


MISTAKES = {
    SquareOfMean: "formulas against the oracle",
    SumForMean: "formulas against the oracle",
    WeightOffByAThousandth: "formulas against the oracle",
    FactorHalf: "formulas against the oracle",
    HalvedDerivative: "formulas against the oracle",
    DerivativeOffByAThousandth: "formulas against the oracle",
    OneSidedIgnored: "formulas against the oracle",
    NaNAtZero: "formulas against the oracle",
    WrongForLargeNorms: "formulas against the oracle",
    WrongForLargeBatches: "formulas against the oracle",
    WrongOnOneNamespace: "critic weight gradients",
    NeverDue: "parameters",
    SwitchedOff: "formulas against the oracle",
    FirstSampleOnly: "structure of the formulas",
    Unvalidated: "formulas against the oracle",
    CallsItNumerical: "formulas against the oracle",
}

WITHOUT_ORACLE = {
    WeightOffByAThousandth: None,
    FactorHalf: None,
    SumForMean: "invariance",
    SquareOfMean: "derivatives by hand",
    HalvedDerivative: "derivatives by hand",
    DerivativeOffByAThousandth: "derivatives by hand",
    WrongForLargeBatches: "invariance",
}

RIGHT = {Cubic: PlacedOracle}
