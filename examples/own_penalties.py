"""Gradient penalties as they are found in people's programs, for `ganreg verify`; see docs/verify.md."""

import torch


def right(critic, real, fake, weight=10.0):
    """λ·mean((‖∇f(x̂)‖ − 1)²), one ε per sample, the norm over all axes of a sample."""
    epsilon = torch.rand(len(real), *[1] * (real.dim() - 1))
    x = (epsilon * real + (1 - epsilon) * fake).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return weight * ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()


def weight_outside(netD, real_data, fake_data):
    """The same, to be multiplied by λ."""
    return right(netD, real_data, fake_data, weight=1.0)


def channels(critic, real, fake, weight=10.0):
    """The norm runs over the channels: one number for each pixel."""
    epsilon = torch.rand(len(real), 1, 1, 1)
    x = (epsilon * real + (1 - epsilon) * fake).requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return weight * ((gradient.norm(2, dim=1) - 1) ** 2).mean()


def one_epsilon(critic, real, fake, weight=10.0):
    """All samples of a batch are mixed in the same proportion."""
    epsilon = torch.rand(1)
    x = (epsilon * real + (1 - epsilon) * fake).requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return weight * ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()


def misspelt(critic, real, fake, weight=10.0):
    """Does not run."""
    epsilon = torch.rand(len(real), *[1] * (real.dim() - 1))
    x = (epsilon * real + (1 - epsilon) * fakes).requires_grad_()  # noqa: F821
    (gradient,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return weight * ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()


def critic_step(critic, generator, critic_optimizer, real, latent, clip_value=0.01):
    """A step of WGAN that clips too early."""
    for parameter in critic.parameters():
        parameter.data.clamp_(-clip_value, clip_value)
    critic_optimizer.zero_grad()
    loss = critic(generator(latent).detach()).mean() - critic(real).mean()
    loss.backward()
    critic_optimizer.step()
