"""Mistakes in losses and their gradients in the scores."""

import attrs
from conformance.wrong.backend import with_loss

from ganreg.losses import AbstractLoss


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
