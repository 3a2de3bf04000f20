"""Mistakes in losses and their gradients in the scores."""

import attrs
from conformance.wrong.backend import with_loss

from ganreg.losses import AbstractLoss
from ganreg.losses.margin import MARGIN_LOSSES


@attrs.frozen
class Like(AbstractLoss):
    """A loss that is right as it stands, by delegating to the right one."""

    right: AbstractLoss

    def critic(self, real, fake, xp):
        return self.right.critic(real, fake, xp)

    def critic_gradients(self, real, fake, xp):
        return self.right.critic_gradients(real, fake, xp)

    def generator(self, real, fake, xp):
        return self.right.generator(real, fake, xp)

    def generator_gradients(self, real, fake, xp):
        return self.right.generator_gradients(real, fake, xp)


@attrs.frozen
class Turned(Like):
    """The fake scores' gradient in the critic's loss has the wrong sign."""

    def critic_gradients(self, real, fake, xp):
        first, second = self.right.critic_gradients(real, fake, xp)
        return first, -second


@attrs.frozen
class Saturating(Like):
    """`-log(sigmoid(scores) + 1e-8)`: constant from −18 downwards."""

    def generator(self, real, fake, xp):
        return -xp.mean(xp.log(self._sigmoid(fake, xp) + 1e-8))

    def generator_gradients(self, real, fake, xp):
        s = self._sigmoid(fake, xp)
        return None, -s * (1 - s) / (s + 1e-8) / len(fake)

    def _sigmoid(self, x, xp):
        return xp.exp(-xp.logaddexp(xp.zeros_like(x), -x))


@attrs.frozen
class Halved(Like):
    """The ½ of the discriminator's loss in much public code."""

    def critic(self, real, fake, xp):
        return self.right.critic(real, fake, xp) / 2

    def critic_gradients(self, real, fake, xp):
        first, second = self.right.critic_gradients(real, fake, xp)
        return first / 2, second / 2


@attrs.frozen
class OverBoth(Like):
    """One mean over real and fake samples together, wrong for unequal batches."""

    def critic_gradients(self, real, fake, xp):
        first, second = self.right.critic_gradients(real, fake, xp)
        n = (len(real) + len(fake)) / 2
        return first * len(real) / n, second * len(fake) / n


WrongSign = with_loss(Turned)
SaturatingTail = with_loss(Saturating)
HalvedLoss = with_loss(Halved)
OneMeanOverBothBatches = with_loss(OverBoth)


@attrs.frozen
class ConstantMeans(Like):
    """A relativistic average loss whose means are detached."""

    generator_needs_real = True

    def critic_gradients(self, real, fake, xp):
        slope = MARGIN_LOSSES[self.right.base].slope
        in_real, in_fake = slope(real - xp.mean(fake), xp), slope(xp.mean(real) - fake, xp)
        return in_real / len(real), -in_fake / len(fake)


@attrs.frozen
class FirstTermTwice(Like):
    """AlexiaJM/RelativisticGAN, issue 2: mean(fake) − real where fake − mean(real) was meant."""

    generator_needs_real = True

    def critic(self, real, fake, xp):
        return 2 * xp.mean(MARGIN_LOSSES[self.right.base].value(real - xp.mean(fake), xp))


@attrs.frozen
class BothLabelsSmoothed(Like):
    """Label smoothing of fake samples too, which Salimans et al. warn of."""

    def critic_gradients(self, real, fake, xp):
        in_real, in_fake = self.right.critic_gradients(real, fake, xp)
        return in_real, in_fake - (1 - self.right.real_label) / len(fake)


@attrs.frozen
class SpreadDropped(Like):
    """A distance of two samples without the fake samples' distances from one another."""

    generator_needs_real = True

    def generator_gradients(self, real, fake, xp):
        in_real, _ = self.right.generator_gradients(real, fake, xp)
        across = self.right.similarity_slope(fake[:, None] - real[None, :], xp)
        return in_real, -2 * xp.mean(across, axis=1) / len(fake)


@attrs.frozen
class WithoutActivation(Like):
    """Reverse KL with g(V) = V for real samples: the output activation forgotten."""

    def critic(self, real, fake, xp):
        return xp.mean(fake - 1) - xp.mean(real)


@attrs.frozen
class StoppedEarly(Like):
    """A Sinkhorn divergence by a few of Sinkhorn's iterations, converged or not."""

    generator_needs_real = True

    def critic_gradients(self, real, fake, xp):
        return attrs.evolve(self.right, tolerance=1.0).critic_gradients(real, fake, xp)


MeansHeldConstant = with_loss(ConstantMeans)
FirstTermOfTheAverageTwice = with_loss(FirstTermTwice)
FakeLabelsSmoothed = with_loss(BothLabelsSmoothed)
FakeSpreadDropped = with_loss(SpreadDropped)
ActivationForgotten = with_loss(WithoutActivation)
IterationStoppedEarly = with_loss(StoppedEarly)
