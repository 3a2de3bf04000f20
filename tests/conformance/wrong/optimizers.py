"""Mistakes in optimizers."""

import attrs
import numpy as np
from conformance.wrong.backend import with_optimizer

from ganreg.optimizers import SGD, Adam, RMSProp


@attrs.frozen(kw_only=True)
class Uncorrected(Adam):
    """m and v without bias correction."""

    def step(self, grad, moments, param, t, xp):
        return super().step(grad, moments, param, 10**9, xp)


@attrs.frozen(kw_only=True)
class CorrectedOnce(Adam):
    """The step number never counted on."""

    def step(self, grad, moments, param, t, xp):
        return super().step(grad, moments, param, 1, xp)


@attrs.frozen(kw_only=True)
class EpsilonInside(Adam):
    """m̂/√(v̂ + ε)."""

    def step(self, grad, moments, param, t, xp):
        _, mean, square = super().step(grad, moments, param, t, xp)
        root = xp.sqrt(square / (1 - self.beta2**t) + self.epsilon)
        return param - self.lr / (1 - self.beta1**t) * mean / root, mean, square


@attrs.frozen(kw_only=True)
class Centred(RMSProp):
    """g/√(s − m² + ε), as in `centered=True`; the mean is hidden in one step's gradient."""

    def step(self, grad, moments, param, t, xp):
        _, square = super().step(grad, moments, param, t, xp)
        mean = (1 - self.decay) * grad
        return param - self.lr * grad / (np.sqrt(square - mean**2) + self.epsilon), square


@attrs.frozen(kw_only=True)
class Damped(SGD):
    """v ← μ·v + (1 − μ)·g."""

    def step(self, grad, moments, param, t, xp):
        return super().step((1 - self.momentum) * grad, moments, param, t, xp)


@attrs.frozen(kw_only=True)
class Nesterov(SGD):
    """θ ← θ − lr·(g + μ·v)."""

    def step(self, grad, moments, param, t, xp):
        _, velocity = super().step(grad, moments, param, t, xp)
        return param - self.lr * (grad + self.momentum * velocity), velocity


AdamWithoutCorrection = with_optimizer({"adam": Uncorrected})
AdamCorrectedAsInItsFirstStep = with_optimizer({"adam": CorrectedOnce})
AdamWithEpsilonInsideTheRoot = with_optimizer({"adam": EpsilonInside})
CentredRMSProp = with_optimizer({"rmsprop": Centred})
DampedMomentum = with_optimizer({"sgd": Damped})
NesterovMomentum = with_optimizer({"sgd": Nesterov})
