"""Mistakes in a plugin's own code for torch and for arrays, as they stand in public programs."""

import numpy as np
import torch
from free_forms.by_hand import FreeGPByHand, JensenShannonByHand
from free_forms.by_torch import (
    AdversarialByTorch,
    FreeGPByTorch,
    GradientNormalisationByTorch,
    JensenShannonByTorch,
    slopes,
)


class NormOverChannels(FreeGPByTorch):
    """`gradients.norm(2, dim=1)` of images: one norm for each pixel."""

    def norms(self, gradients):
        return gradients.reshape(len(gradients), 3, -1).norm(2, dim=1)


class EpsilonOfBatch(FreeGPByTorch):
    """`torch.rand(1)`."""

    def epsilon(self, real, stream):
        return stream.uniform((1,) * real.ndim)


class EpsilonPerElement(FreeGPByTorch):
    """`torch.rand_like(real)`."""

    def epsilon(self, real, stream):
        return stream.uniform(real.shape)


class WithoutGraph(FreeGPByTorch):
    """`create_graph` forgotten: the right value, and no gradient."""

    def value(self, critic, real, fake, stream):
        points = self.points(real, fake, stream).requires_grad_()
        (gradients,) = torch.autograd.grad(critic(points).sum(), points)
        return self.weight * self.mean(self.norms(gradients.flatten(1)))


class Stabilised(FreeGPByTorch):
    """`torch.sqrt(… + 1e-6)`."""

    def norms(self, gradients):
        return torch.sqrt(gradients.square().sum(1) + 1e-6)


class NotANumberAtZero(FreeGPByTorch):
    """`torch.sqrt(…)`, whose derivative at 0 is infinite."""

    def norms(self, gradients):
        return torch.sqrt(gradients.square().sum(1))


class NormOfTheMean(FreeGPByTorch):
    """`gradients.mean(0).norm()`."""

    def norms(self, gradients):
        return gradients.mean(0).norm(2)


class GradientOfTheMeanScore(FreeGPByTorch):
    """`autograd.grad(critic(points).mean(), points)`: slopes n times too small."""

    def norms(self, gradients):
        return gradients.norm(2, dim=1) / len(gradients)


class SquareOfTheMean(FreeGPByTorch):
    """`(norms.mean() - 1) ** 2`."""

    def mean(self, norms):
        return (norms.mean() - 1) ** 2


class ByPyTorchsGenerator(FreeGPByTorch):
    """`torch.rand(n, 1, 1, 1)`."""

    def epsilon(self, real, stream):
        return torch.rand((len(real), *[1] * (real.ndim - 1)), dtype=real.dtype)


class ByNumPysGenerator(FreeGPByTorch):
    """`np.random.rand(n)`."""

    def epsilon(self, real, stream):
        drawn = np.random.random((len(real), *[1] * (real.ndim - 1)))  # noqa: NPY002 - the mistake
        return torch.as_tensor(drawn, dtype=real.dtype)


class WithBackward(FreeGPByTorch):
    """`scores.sum().backward(create_graph=True)` and `points.grad`, which leaves gradients in the critic's `.grad`."""

    def value(self, critic, real, fake, stream):
        points = self.points(real, fake, stream).detach().requires_grad_()
        torch.autograd.backward(critic(points).sum())
        return self.weight * self.mean(self.norms(points.grad.flatten(1)))


class InPlace(FreeGPByTorch):
    """`real.mul_(epsilon)`."""

    def points(self, real, fake, stream):
        epsilon = self.epsilon(real, stream)
        return real.mul_(epsilon) + (1 - epsilon) * fake


class FakesInPlace(FreeGPByTorch):
    """`fake.add_(…)`."""

    def points(self, real, fake, stream):
        epsilon = self.epsilon(real, stream)
        return fake.add_(epsilon * (real - fake))


class NormsReturned(FreeGPByTorch):
    """`reduction="none"`."""

    def mean(self, norms):
        return (norms - 1) ** 2


class SidesExchanged(JensenShannonByTorch):
    """σ² at the real samples, (1 − σ)² at the fake ones."""

    def value(self, critic, real, fake, stream):
        return super().value(critic, fake, real, stream)


class SlopesOfProbabilities(JensenShannonByTorch):
    """∇σ(f) in the place of ∇f."""

    def value(self, critic, real, fake, stream):
        def probability(x):
            return torch.sigmoid(critic(x))

        (at_real, p), (at_fake, q) = slopes(probability, real), slopes(probability, fake)
        of_real, of_fake = (1 - p) ** 2 * at_real.square().sum(1), q**2 * at_fake.square().sum(1)
        return self.gamma / 2 * (of_real.mean() + of_fake.mean())


class FactorsHeldConstant(JensenShannonByTorch):
    """`D.detach()`: the weights of the slopes, without their derivative."""

    def value(self, critic, real, fake, stream):
        (at_real, f), (at_fake, g) = slopes(critic, real), slopes(critic, fake)
        of_real = torch.sigmoid(-f.detach()) ** 2 * at_real.square().sum(1)
        of_fake = torch.sigmoid(g.detach()) ** 2 * at_fake.square().sum(1)
        return self.gamma / 2 * (of_real.mean() + of_fake.mean())


class GammaNotHalved(JensenShannonByTorch):
    """`gamma * disc_reg`."""

    def value(self, critic, real, fake, stream):
        return 2 * super().value(critic, real, fake, stream)


class ScoreLeftOut(GradientNormalisationByTorch):
    """f/‖∇f‖."""

    def scores(self, critic, x):
        f = critic(x)
        (gradients,) = torch.autograd.grad(f.sum(), x, create_graph=True)
        return f / gradients.flatten(1).norm(2, dim=1)


class SlopeHeldConstant(GradientNormalisationByTorch):
    """The right scores, with ‖∇f‖ a constant: `create_graph` forgotten."""

    def scores(self, critic, x):
        f = critic(x)
        (gradients,) = torch.autograd.grad(f.sum(), x, retain_graph=True)
        return f / (gradients.flatten(1).norm(2, dim=1) + f.abs())


class OneNormForTheBatch(GradientNormalisationByTorch):
    """`grad.norm()`."""

    def scores(self, critic, x):
        f = critic(x)
        (gradients,) = torch.autograd.grad(f.sum(), x, create_graph=True)
        return f / (gradients.norm() + f.abs())


class DirectionDifferentiated(AdversarialByTorch):
    """`detach` forgotten."""

    def value(self, critic, real, fake, stream):
        gradients, _ = slopes(critic, real + 0.1 * stream.normal(real.shape))
        direction = (gradients / gradients.norm(2, dim=1, keepdim=True)).reshape(real.shape)
        other = critic(real + self.component.radius * direction)
        return self.component.weight * ((critic(real) - other) ** 2).mean()


class HandWithWrongSign(JensenShannonByHand):
    """The sign of ∂/∂f at the real samples forgotten: 1 − σ falls as f rises."""

    def _terms(self, critic, x, xp, sign):
        value, in_scores, in_slopes = super()._terms(critic, x, xp, sign)
        return value, sign * in_scores, in_slopes


class HandWithoutScores(JensenShannonByHand):
    """Only the slopes are differentiated."""

    def _terms(self, critic, x, xp, sign):
        value, in_scores, in_slopes = super()._terms(critic, x, xp, sign)
        return value, 0 * in_scores, in_slopes


class HandHalved(FreeGPByHand):
    """The 2 of the square forgotten."""

    def evaluate(self, critic, real, fake, stream, xp):
        value, gradient = super().evaluate(critic, real, fake, stream, xp)
        return value, gradient / 2


class HandInPlace(FreeGPByHand):
    """`real *= epsilon`."""

    def evaluate(self, critic, real, fake, stream, xp):
        found = super().evaluate(critic, real, fake, stream, xp)
        real *= 0.5
        return found
