"""Optimizers whose steps multiply rounding: by signs, and by a difference of nearly equal numbers."""

import attrs
import numpy as np

from ganreg import param
from ganreg.optimizers import AbstractOptimizer
from ganreg.params import POSITIVE, Range
from ganreg.state import OptimizerState

SHARE = Range(0, 1, high_open=True)


@attrs.frozen(kw_only=True)
class Lion(AbstractOptimizer):
    """θ ← θ − lr·sign(β₁m + (1 − β₁)g); m ← β₂m + (1 − β₂)g.

    Source: Chen et al. 2023 (arXiv 2302.06675), Algorithm 2, without weight decay.
    """

    moments = ("mean",)
    beta1: float = param(0.9, "The share β₁.", validator=SHARE)
    beta2: float = param(0.99, "The share β₂.", validator=SHARE)

    def step(self, grad, moments, param, t, xp):
        change = xp.sign(self.beta1 * moments[0] + (1 - self.beta1) * grad)
        return param - self.lr * change, self.beta2 * moments[0] + (1 - self.beta2) * grad


@attrs.frozen(kw_only=True)
class AdaBelief(AbstractOptimizer):
    """m ← β₁m + (1 − β₁)g; s ← β₂s + (1 − β₂)(g − m)² + ε; θ ← θ − lr·m̂/(√ŝ + ε).

    Source: Zhuang et al. 2020 (arXiv 2010.07468), Algorithm 2.
    """

    moments = ("mean", "belief")
    beta1: float = param(0.9, "The share β₁.", validator=SHARE)
    beta2: float = param(0.999, "The share β₂.", validator=SHARE)
    epsilon: float = param(1e-16, "The number ε.", validator=POSITIVE)

    def step(self, grad, moments, param, t, xp):
        mean = self.beta1 * moments[0] + (1 - self.beta1) * grad
        belief = self.beta2 * moments[1] + (1 - self.beta2) * (grad - mean) ** 2 + self.epsilon
        corrected = mean / (1 - self.beta1**t), belief / (1 - self.beta2**t)
        return param - self.lr * corrected[0] / (xp.sqrt(corrected[1]) + self.epsilon), mean, belief


class _OneByOne:
    """A rule for one number, applied to each."""

    names: tuple[str, ...]

    def __init__(self, rule):
        self.rule = rule

    def init(self, params):
        return OptimizerState(0, {k: {n: np.zeros_like(p) for n, p in params.items()} for k in self.names})

    def update(self, grads, state, params):
        new, moments = {}, {name: {} for name in self.names}
        for name, array in params.items():
            given = (params[name], grads[name], *(state.moments[k][name] for k in self.names))
            rows = [
                self.one(*numbers, state.step + 1)
                for numbers in zip(*(np.reshape(column, -1) for column in given), strict=True)
            ]
            columns = [np.reshape(np.array(column), np.shape(array)) for column in zip(*rows, strict=True)]
            new[name] = columns[0]
            for key, column in zip(self.names, columns[1:], strict=True):
                moments[key][name] = column
        return new, OptimizerState(state.step + 1, moments)


class LionOracle(_OneByOne):
    """Number by number."""

    names = ("mean",)

    def one(self, p, g, m, t):
        c = m * self.rule.beta1 + g * (1 - self.rule.beta1)
        step = self.rule.lr if c > 0 else -self.rule.lr if c < 0 else 0 * self.rule.lr
        return p - step, m * self.rule.beta2 + g * (1 - self.rule.beta2)


class AdaBeliefOracle(_OneByOne):
    """Number by number."""

    names = ("mean", "belief")

    def one(self, p, g, m, s, t):
        b, r, e = self.rule.beta1, self.rule.beta2, self.rule.epsilon
        m = b * m + (1 - b) * g
        s = r * s + (1 - r) * (g - m) ** 2 + e
        return p - self.rule.lr * (m / (1 - b**t)) / ((s / (1 - r**t)) ** 0.5 + e), m, s


class SignOfTheGradient(Lion):
    """The momentum is kept, and not used."""

    def step(self, grad, moments, param, t, xp):
        return param - self.lr * xp.sign(grad), Lion.step(self, grad, moments, param, t, xp)[1]


class SharesExchanged(Lion):
    """β₂ in the sign, β₁ in the momentum."""

    def step(self, grad, moments, param, t, xp):
        change = xp.sign(self.beta2 * moments[0] + (1 - self.beta2) * grad)
        return param - self.lr * change, self.beta1 * moments[0] + (1 - self.beta1) * grad


class SquareOfTheGradient(AdaBelief):
    """Adam's second moment in the place of the belief."""

    def step(self, grad, moments, param, t, xp):
        mean = self.beta1 * moments[0] + (1 - self.beta1) * grad
        belief = self.beta2 * moments[1] + (1 - self.beta2) * grad**2 + self.epsilon
        corrected = mean / (1 - self.beta1**t), belief / (1 - self.beta2**t)
        return param - self.lr * corrected[0] / (xp.sqrt(corrected[1]) + self.epsilon), mean, belief


class BeliefInTheOldMean(AdaBelief):
    """(g − m)² with the mean of before the step."""

    def step(self, grad, moments, param, t, xp):
        _, mean, _ = AdaBelief.step(self, grad, moments, param, t, xp)
        belief = self.beta2 * moments[1] + (1 - self.beta2) * (grad - moments[0]) ** 2 + self.epsilon
        corrected = mean / (1 - self.beta1**t), belief / (1 - self.beta2**t)
        return param - self.lr * corrected[0] / (xp.sqrt(corrected[1]) + self.epsilon), mean, belief


RIGHT = {Lion: LionOracle, AdaBelief: AdaBeliefOracle}
WRONG = {
    Lion: (SignOfTheGradient, SharesExchanged),
    AdaBelief: (SquareOfTheGradient, BeliefInTheOldMean),
}
