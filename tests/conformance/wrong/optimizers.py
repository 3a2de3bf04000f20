"""Mistakes in optimizers."""

import attrs
import numpy as np
from conformance.wrong.backend import with_optimizer

from ganreg.optimizers import SGD, Adam, AdamW, AMSGrad, Nesterov, Optimistic, OptimisticAdam, RMSProp


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
class LooksAhead(SGD):
    """θ ← θ − lr·(g + μ·v)."""

    def step(self, grad, moments, param, t, xp):
        _, velocity = super().step(grad, moments, param, t, xp)
        return param - self.lr * (grad + self.momentum * velocity), velocity


@attrs.frozen(kw_only=True)
class LooksNowhere(Nesterov):
    """θ ← θ − lr·v: plain momentum."""

    def step(self, grad, moments, param, t, xp):
        _, velocity = super().step(grad, moments, param, t, xp)
        return param - self.lr * velocity, velocity


@attrs.frozen(kw_only=True)
class WithoutMean(RMSProp):
    """The root of the mean square, centred or not; the mean is kept and not used."""

    def step(self, grad, moments, param, t, xp):
        _, square, mean = super().step(grad, moments, param, t, xp)
        return param - self.lr * grad / (np.sqrt(square) + self.epsilon), square, mean


@attrs.frozen(kw_only=True)
class CoupledDecay(AdamW):
    """w·θ added to the gradient, before the moments."""

    def step(self, grad, moments, param, t, xp):
        coupled = attrs.evolve(self, weight_decay=0.0)
        return AdamW.step(coupled, grad + self.weight_decay * param, moments, param, t, xp)


@attrs.frozen(kw_only=True)
class DecayWithoutRate(AdamW):
    """θ ← θ − w·θ − …, which the schedule of the rate does not reach."""

    def step(self, grad, moments, param, t, xp):
        stepped, *kept = super().step(grad, moments, param, t, xp)
        return stepped - (1 - self.lr) * self.weight_decay * param, *kept


@attrs.frozen(kw_only=True)
class MaximumDropped(AMSGrad):
    """Divides by the present √v̂; the largest is kept and not used."""

    def step(self, grad, moments, param, t, xp):
        _, mean, square, largest = super().step(grad, moments, param, t, xp)
        return param - self.change(mean, square, t, xp), mean, square, largest


@attrs.frozen(kw_only=True)
class OnceForTwice(Optimistic):
    """θ ← θ − lr·gₜ + lr·gₜ₋₁."""

    def step(self, grad, moments, param, t, xp):
        return param - self.lr * (grad - moments[0]), grad


@attrs.frozen(kw_only=True)
class NothingTakenBack(OptimisticAdam):
    """θ ← θ − 2·lr·m̂/(√v̂ + ε): Adam at twice the rate."""

    def step(self, grad, moments, param, t, xp):
        mean, square = self.averages(grad, moments)
        return param - 2 * self.change(mean, square, t, xp), mean, square


@attrs.frozen(kw_only=True)
class PresentCorrections(OptimisticAdam):
    """Both terms corrected for bias as in step t."""

    def step(self, grad, moments, param, t, xp):
        mean, square = self.averages(grad, moments)
        return param - 2 * self.change(mean, square, t, xp) + self.change(*moments, t, xp), mean, square


AdamWithoutCorrection = with_optimizer({"adam": Uncorrected})
AdamCorrectedAsInItsFirstStep = with_optimizer({"adam": CorrectedOnce})
AdamWithEpsilonInsideTheRoot = with_optimizer({"adam": EpsilonInside})
CentredRMSProp = with_optimizer({"rmsprop": Centred})
DampedMomentum = with_optimizer({"sgd": Damped})
NesterovMomentum = with_optimizer({"sgd": LooksAhead})
NesterovAsMomentum = with_optimizer({"nesterov": LooksNowhere})
CentredRMSPropWithoutMean = with_optimizer({"rmsprop": WithoutMean})
AdamWAsL2 = with_optimizer({"adamw": CoupledDecay})
AdamWDecayWithoutRate = with_optimizer({"adamw": DecayWithoutRate})
AMSGradWithoutMaximum = with_optimizer({"amsgrad": MaximumDropped})
OptimisticWithoutFactorTwo = with_optimizer({"optimistic": OnceForTwice})
OptimisticAdamTakesNothingBack = with_optimizer({"optimistic_adam": NothingTakenBack})
OptimisticAdamWithPresentCorrections = with_optimizer({"optimistic_adam": PresentCorrections})
