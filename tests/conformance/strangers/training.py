"""Optimizers and an average, their oracles, and their mistakes."""

import attrs
import numpy as np

from ganreg import param
from ganreg.averages import AbstractAverage
from ganreg.claim import Claim
from ganreg.optimizers import AbstractOptimizer
from ganreg.params import POSITIVE, Range
from ganreg.state import OptimizerState

SHARE = Range(0, 1, high_open=True)


@attrs.frozen(kw_only=True)
class Moments(AbstractOptimizer):
    """m ← βm + (1 − β)g; v ← ρv + (1 − ρ)g²; θ ← θ − lr·m̂/(√v̂ + ε), both corrected for their start at 0."""

    moments = ("mean", "square")
    beta: float = param(0.5, "The share β.", validator=SHARE)
    rho: float = param(0.9, "The share ρ.", validator=SHARE)
    epsilon: float = param(1e-8, "The number ε.", validator=POSITIVE)

    def step(self, grad, moments, param, t, xp):
        mean = self.beta * moments[0] + (1 - self.beta) * grad
        square = self.rho * moments[1] + (1 - self.rho) * grad * grad
        return param - self.lr * self.change(mean, square, t, xp), mean, square

    def change(self, mean, square, t, xp):
        return (mean / (1 - self.beta**t)) / (xp.sqrt(square / (1 - self.rho**t)) + self.epsilon)


class MomentsOracle:
    """Number by number."""

    def __init__(self, rule):
        self.rule = rule

    def init(self, params):
        return OptimizerState(0, {k: {n: np.zeros_like(p) for n, p in params.items()} for k in ("mean", "square")})

    def update(self, grads, state, params):
        new, mean, square = {}, {}, {}
        for name, param_ in params.items():
            columns = [np.reshape(a[name], -1) for a in (params, grads, state.moments["mean"], state.moments["square"])]
            rows = [self.one(*numbers, state.step + 1) for numbers in zip(*columns, strict=True)]
            new[name], mean[name], square[name] = (np.reshape(c, np.shape(param_)) for c in zip(*rows, strict=True))
        return new, OptimizerState(state.step + 1, {"mean": mean, "square": square})

    def one(self, p, g, m, v, t):
        b, r = self.rule.beta, self.rule.rho
        m, v = b * m + (1 - b) * g, r * v + (1 - r) * g**2
        return p - self.rule.lr * m / (1 - b**t) / ((v / (1 - r**t)) ** 0.5 + self.rule.epsilon), m, v


class Uncorrected(Moments):
    """Without bias correction."""

    def change(self, mean, square, t, xp):
        return mean / (xp.sqrt(square) + self.epsilon)


class EpsilonInside(Moments):
    """ε inside of the root."""

    def change(self, mean, square, t, xp):
        return (mean / (1 - self.beta**t)) / xp.sqrt(square / (1 - self.rho**t) + self.epsilon)


class Damped(Moments):
    """The new gradient has its whole weight, as in an undamped velocity."""

    def step(self, grad, moments, param, t, xp):
        mean = self.beta * moments[0] + grad
        square = self.rho * moments[1] + (1 - self.rho) * grad * grad
        return param - self.lr * self.change(mean, square, t, xp), mean, square


class Forgets(Moments):
    """The state is not carried on."""

    def step(self, grad, moments, param, t, xp):
        new, _, _ = Moments.step(self, grad, moments, param, t, xp)
        return new, moments[0], moments[1]


class AfterSixSteps(Moments):
    """Wrong from the seventh step on."""

    def change(self, mean, square, t, xp):
        return Moments.change(self, mean, square, min(t, 6), xp)


class MomentsInPlace(Moments):
    """Changes the moments that it is given."""

    def step(self, grad, moments, param, t, xp):
        mean, square = moments
        mean *= self.beta
        mean += (1 - self.beta) * grad
        square *= self.rho
        square += (1 - self.rho) * grad * grad
        return param - self.lr * self.change(mean, square, t, xp), mean, square


class ClaimsTooMuch(Moments):
    """Says of itself what is not so."""

    claim = Claim("diverges")


@attrs.frozen(kw_only=True)
class Blend(AbstractAverage):
    """θ̄ ← β·θ̄ + (1 − β)·θ."""

    beta: float = param(0.9, "The share β.", validator=SHARE)

    def average(self, average, param, update, xp):
        return self.beta * average + (1 - self.beta) * param


class BlendOracle:
    """Number by number."""

    def __init__(self, blend):
        self.beta = blend.beta

    def updated(self, average, params, update):
        found = {}
        for name in params:
            pairs = zip(np.reshape(average[name], -1), np.reshape(params[name], -1), strict=True)
            found[name] = np.reshape([p + self.beta * (a - p) for a, p in pairs], np.shape(params[name]))
        return found


class BetaExchanged(Blend):
    """β and 1 − β exchanged."""

    def average(self, average, param, update, xp):
        return (1 - self.beta) * average + self.beta * param


RIGHT = {Moments: MomentsOracle, Blend: BlendOracle}
MISTAKES = {
    Uncorrected: "formulas against the oracle",
    EpsilonInside: "formulas against the oracle",
    Damped: "formulas against the oracle",
    Forgets: "formulas against the oracle",
    AfterSixSteps: "formulas against the oracle",
    MomentsInPlace: "structure of the formulas",
    ClaimsTooMuch: "claim of convergence",
    BetaExchanged: "formulas against the oracle",
}
WITHOUT_ORACLE = {Uncorrected: None, Forgets: None, BetaExchanged: None}
