"""Losses of scores with further arguments, and critics whose losses, penalties and clips are their own methods."""

import torch
import torch.nn.functional as F
from torch import nn


def whole_critic_loss(real_out, fake_out, gradient_penalty, coeff):
    return fake_out.mean() - real_out.mean() + coeff * gradient_penalty


def whole_critic_loss_in_other_words(score_g, score_r, gp, penalty_factor: float):
    return score_g.mean() - score_r.mean() + gp * penalty_factor


def loss_with_labels(dx, dgz, a=0.0, b=1.0):
    return 0.5 * ((dx - b) ** 2).mean() + 0.5 * ((dgz - a) ** 2).mean()


def generator_loss_of_one(fgz):
    return (-fgz).mean()


def critic_loss_fx(fx, fgz):
    return (fgz - fx).mean()


class Critic(nn.Module):
    """Its layers are never made here: a critic of the bench takes its place."""

    def __init__(self, layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x).squeeze(-1)

    def squares(self, real, fake):
        d_real, d_fake = self.forward(real), self.forward(fake)
        return 0.5 * ((d_real - 1.0) ** 2).mean() + 0.5 * ((d_fake + 1.0) ** 2).mean()

    def hinge(self, real, fake):
        return F.relu(1 - self(real)).mean() + F.relu(1 + self(fake)).mean()

    def penalty(self, real, fake):
        eps = torch.rand(len(real), *[1] * (real.dim() - 1))
        x = (eps * real + (1 - eps) * fake).requires_grad_()
        (g,) = torch.autograd.grad(self(x).sum(), x, create_graph=True)
        return 10 * ((g.flatten(1).norm(dim=1) - 1) ** 2).mean()

    def clip(self, c=0.05):
        for p in self.parameters():
            p.data.clamp_(-c, c)

    def clip_first(self, c=0.05):
        for name, p in self.named_parameters():
            if name.endswith("weight"):
                p.data.clamp_(-c, c)


class Clipper:
    """For `critic.apply(Clipper())`."""

    def __init__(self, bound=0.01):
        self.bound = bound

    def __call__(self, module):
        for p in module.parameters(recurse=False):
            p.data.clamp_(-self.bound, self.bound)


class WeightClipper:
    """The same, but biases."""

    def __call__(self, module):
        if hasattr(module, "weight"):
            module.weight.data = module.weight.data.clamp(-0.01, 0.01)
