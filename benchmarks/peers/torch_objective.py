"""Losses and penalties by hand in PyTorch, as found in most repositories: `autograd.grad(create_graph=True)`."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.method import WEIGHT, Method

Critic = Callable[[Tensor], Tensor]


def critic_loss(critic: Critic, real: Tensor, fake: Tensor, epsilon: Tensor, method: Method) -> Tensor:
    """The critic's loss with its penalty; `epsilon` `(n,)` is for interpolates."""
    real.requires_grad_("r1" in method.constraint)
    fake.requires_grad_("r1" in method.constraint)
    of_real, of_fake = critic(real), critic(fake)
    loss = scores_loss(of_real, of_fake, method)
    if method.constraint == "gp":
        epsilon = epsilon.view(-1, *[1] * (real.dim() - 1))
        between = (epsilon * real + (1 - epsilon) * fake).requires_grad_()
        norms = gradients(critic(between), between).flatten(1).norm(dim=1)
        return loss + WEIGHT * (norms - 1).square().mean()
    if method.constraint == "r1+r2":
        at_real, at_fake = gradients(of_real, real), gradients(of_fake, fake)
        squares = at_real.square().flatten(1).sum(1).mean() + at_fake.square().flatten(1).sum(1).mean()
        return loss + WEIGHT / 2 * squares
    return loss


def gradients(scores: Tensor, x: Tensor) -> Tensor:
    """∇ₓ of each score, to be differentiated again."""
    return torch.autograd.grad(scores.sum(), x, create_graph=True)[0]


def scores_loss(real: Tensor, fake: Tensor, method: Method) -> Tensor:
    """The critic's loss of two score vectors."""
    if method.loss == "wasserstein":
        return fake.mean() - real.mean()
    return functional.softplus(-real).mean() + functional.softplus(fake).mean()


def generator_loss(fake: Tensor, method: Method) -> Tensor:
    """The generator's loss of a score vector."""
    return -fake.mean() if method.loss == "wasserstein" else functional.softplus(-fake).mean()
