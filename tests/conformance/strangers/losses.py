"""A hinge-like loss with a quadratic side, its oracle, and its mistakes."""

import attrs
import numpy as np

from ganreg import param
from ganreg.losses import AbstractLoss
from ganreg.params import POSITIVE


@attrs.frozen(kw_only=True)
class Softened(AbstractLoss):
    """critic: E softplus(−s·f(x))/s + E softplus(s·f(x̃))/s; generator: E softplus(−s·f(x̃))/s."""

    sharpness: float = param(1.0, "The factor s.", validator=POSITIVE)

    def critic(self, real, fake, xp):
        return xp.mean(self.soft(-real, xp)) + xp.mean(self.soft(fake, xp))

    def critic_gradients(self, real, fake, xp):
        return -self.slope(-real, xp) / real.shape[0], self.slope(fake, xp) / fake.shape[0]

    def generator(self, real, fake, xp):
        return xp.mean(self.soft(-fake, xp))

    def generator_gradients(self, real, fake, xp):
        return None, -self.slope(-fake, xp) / fake.shape[0]

    def soft(self, z, xp):
        u = self.sharpness * z
        large = xp.where(u > 0, u, xp.zeros_like(u))
        return (large + xp.log1p(xp.exp(-xp.abs(u)))) / self.sharpness

    def slope(self, z, xp):
        small = xp.exp(-xp.abs(self.sharpness * z))
        return xp.where(z > 0, 1 / (1 + small), small / (1 + small))


class Oracle:
    """Score by score."""

    def __init__(self, loss):
        self.s = loss.sharpness

    def soft(self, z):
        return np.logaddexp(0.0, self.s * z) / self.s

    def slope(self, z):
        return 1 / (1 + np.exp(-self.s * z)) if z > 0 else np.exp(self.s * z) / (1 + np.exp(self.s * z))

    def critic(self, real, fake):
        return sum(self.soft(-r) for r in real) / len(real) + sum(self.soft(f) for f in fake) / len(fake)

    def critic_gradients(self, real, fake):
        in_real = [-self.slope(-r) / len(real) for r in real]
        return np.array(in_real), np.array([self.slope(f) / len(fake) for f in fake])

    def generator(self, real, fake):
        return sum(self.soft(-f) for f in fake) / len(fake)

    def generator_gradients(self, real, fake):
        return None, np.array([-self.slope(-f) / len(fake) for f in fake])


class SumForMean(Softened):
    """Sums over the fakes; its gradient agrees."""

    def generator(self, real, fake, xp):
        return fake.shape[0] * Softened.generator(self, real, fake, xp)

    def generator_gradients(self, real, fake, xp):
        return None, -self.slope(-fake, xp)


class SignOfOneGradient(Softened):
    """The derivative in the fake scores points the other way."""

    def critic_gradients(self, real, fake, xp):
        in_real, in_fake = Softened.critic_gradients(self, real, fake, xp)
        return in_real, -in_fake


class GeneratorUpwards(Softened):
    """The generator is to raise what it should lower, and consistently so."""

    def generator(self, real, fake, xp):
        return -Softened.generator(self, real, fake, xp)

    def generator_gradients(self, real, fake, xp):
        return None, self.slope(-fake, xp) / fake.shape[0]


class SaturatingTail(Softened):
    """log(σ(z) + 1e-8): the tail is flat, and nothing is far from right near 0."""

    def soft(self, z, xp):
        return -xp.log(1 / (1 + xp.exp(self.sharpness * z)) + 1e-8) / self.sharpness


class Overflowing(Softened):
    """log(1 + exp(z)) as it is written."""

    def soft(self, z, xp):
        return xp.log(1 + xp.exp(self.sharpness * z)) / self.sharpness


class FactorIgnored(Softened):
    """Right for s = 1 alone."""

    def soft(self, z, xp):
        return Softened.soft(Softened(), z, xp)

    def slope(self, z, xp):
        return Softened.slope(Softened(), z, xp)


class OneMeanOverBoth(Softened):
    """The mean of both batches together."""

    def critic(self, real, fake, xp):
        return 2 * (xp.sum(self.soft(-real, xp)) + xp.sum(self.soft(fake, xp))) / (real.shape[0] + fake.shape[0])

    def critic_gradients(self, real, fake, xp):
        n = (real.shape[0] + fake.shape[0]) / 2
        return -self.slope(-real, xp) / n, self.slope(fake, xp) / n


class ByNumpy(Softened):
    """NumPy's functions, whatever the scores are."""

    def critic(self, real, fake, xp):
        return Softened.critic(self, np.asarray(real), np.asarray(fake), np)


class PythonNumber(Softened):
    """A number in the place of an array."""

    def critic(self, real, fake, xp):
        return float(Softened.critic(self, real, fake, xp))


class Widened(Softened):
    """Computes in float64, and leaves it at that."""

    def critic(self, real, fake, xp):
        return Softened.critic(self, xp.astype(real, xp.float64), xp.astype(fake, xp.float64), xp)


class Nothing(Softened):
    """Forgets to return."""

    def critic(self, real, fake, xp):
        Softened.critic(self, real, fake, xp)


class ColumnOfOne(Softened):
    """One number, but of shape (1,)."""

    def critic(self, real, fake, xp):
        return xp.reshape(Softened.critic(self, real, fake, xp), (1,))


class Clamps(Softened):
    """Clamps the scores that it is given in place."""

    def critic(self, real, fake, xp):
        real[real > 1.5] = 1.5
        return Softened.critic(self, real, fake, xp)


class FirstCountsTwice(Softened):
    """The first sample has twice the weight of others, and consistently so."""

    def generator(self, real, fake, xp):
        return Softened.generator(self, real, fake, xp) + xp.sum(self.soft(-fake[:1], xp)) / fake.shape[0]

    def generator_gradients(self, real, fake, xp):
        _, gradient = Softened.generator_gradients(self, real, fake, xp)
        first = xp.concat([xp.ones_like(fake[:1]), xp.zeros_like(fake[1:])])
        return None, gradient * (1 + first)


class Noisy(Softened):
    """Draws of its own in the middle of a formula."""

    def critic(self, real, fake, xp):
        return Softened.critic(self, real, fake, xp) * (1 + 1e-6 * float(np.random.default_rng().random()))


class WrongFarOut(Softened):
    """Wrong for scores beyond 50 alone."""

    def soft(self, z, xp):
        return xp.where(z > 50, 1.01 * z, Softened.soft(self, z, xp))


class WrongForLargeBatches(Softened):
    """Wrong for more than five samples."""

    def generator(self, real, fake, xp):
        return Softened.generator(self, real, fake, xp) * (1.001 if fake.shape[0] > 5 else 1.0)


class Leaves(Softened):
    """Ends the process."""

    def critic(self, real, fake, xp):
        raise SystemExit(0)


class Endless(Softened):
    """Calls itself for ever."""

    def critic(self, real, fake, xp):
        return self.critic(real, fake, xp)


class SingleSample(Softened):
    """Takes one sample, and fails at two."""

    def critic(self, real, fake, xp):
        return self.soft(-real, xp).reshape(()) + self.soft(fake, xp).reshape(())


class NarrowRange(Softened):
    """Says that it is held to nothing."""

    @property
    def score_range(self):
        return (0.0, 0.0)


MISTAKES = {
    SumForMean: "formulas against the oracle",
    SignOfOneGradient: "formulas against the oracle",
    GeneratorUpwards: "formulas against the oracle",
    SaturatingTail: "formulas against the oracle",
    Overflowing: "formulas against the oracle",
    FactorIgnored: "formulas against the oracle",
    OneMeanOverBoth: "formulas against the oracle",
    FirstCountsTwice: "formulas against the oracle",
    WrongFarOut: "formulas against the oracle",
    WrongForLargeBatches: "formulas against the oracle",
    ByNumpy: "structure of the formulas",
    PythonNumber: "structure of the formulas",
    Widened: "structure of the formulas",
    Nothing: "structure of the formulas",
    ColumnOfOne: "structure of the formulas",
    Clamps: "structure of the formulas",
    Noisy: "structure of the formulas",
    Leaves: "structure of the formulas",
    Endless: "structure of the formulas",
    SingleSample: "structure of the formulas",
    NarrowRange: "structure of the formulas",
}

WITHOUT_ORACLE = {
    SumForMean: None,
    GeneratorUpwards: None,
    FactorIgnored: None,
    OneMeanOverBoth: None,
    FirstCountsTwice: "invariance",
    SignOfOneGradient: "derivatives by hand",
    SaturatingTail: "derivatives by hand",
    WrongForLargeBatches: "derivatives by hand",
}

RIGHT = {Softened: Oracle}
