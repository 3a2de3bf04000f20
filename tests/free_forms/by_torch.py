"""Implementations for torch, in the manner of the authors' programs."""

import torch


def slopes(critic, x):
    """∇ₓf(x) with its graph, and the scores."""
    x = x.requires_grad_()
    scores = critic(x)
    (gradients,) = torch.autograd.grad(scores.sum(), x, create_graph=True)
    return gradients.flatten(1), scores


class JensenShannonByTorch:
    def __init__(self, component):
        self.gamma = component.gamma

    def value(self, critic, real, fake, stream):
        at_real, real_scores = slopes(critic, real)
        at_fake, fake_scores = slopes(critic, fake)
        of_real = (1 - torch.sigmoid(real_scores)) ** 2 * at_real.square().sum(1)
        of_fake = torch.sigmoid(fake_scores) ** 2 * at_fake.square().sum(1)
        return self.gamma / 2 * (of_real.mean() + of_fake.mean())


class FreeGPByTorch:
    """What a wrong one overrides: the points, the norms, the mean of squares."""

    def __init__(self, component):
        self.weight = component.weight

    def value(self, critic, real, fake, stream):
        return self.weight * self.mean(self.norms(slopes(critic, self.points(real, fake, stream))[0]))

    def points(self, real, fake, stream):
        epsilon = self.epsilon(real, stream)
        return epsilon * real + (1 - epsilon) * fake

    def epsilon(self, real, stream):
        return stream.uniform((len(real), *[1] * (real.ndim - 1)))

    def norms(self, gradients):
        return gradients.norm(2, dim=1)

    def mean(self, norms):
        return ((norms - 1) ** 2).mean()


class GradientNormalisationByTorch:
    def __init__(self, component):
        pass

    def scores(self, critic, x):
        f = critic(x)
        (gradients,) = torch.autograd.grad(f.sum(), x, create_graph=True)
        return f / (gradients.flatten(1).norm(2, dim=1) + f.abs())


class AdversarialByTorch:
    def __init__(self, component):
        self.component = component

    def value(self, critic, real, fake, stream):
        gradients, _ = slopes(critic, real + 0.1 * stream.normal(real.shape))
        direction = (gradients / gradients.norm(2, dim=1, keepdim=True)).reshape(real.shape)
        direction = direction.detach() if self.component.held else direction
        other = critic(real + self.component.radius * direction)
        return self.component.weight * ((critic(real) - other) ** 2).mean()
