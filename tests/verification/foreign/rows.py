"""Penalties of rows, as programs for tables and trajectories have them."""

import torch
from torch import nn

TrainBatchSize = 64


def packed(D, real, fake, pac=10, lambda_=10):
    eps = torch.rand(real.size(0) // pac, 1, 1).repeat(1, pac, real.size(1)).view(-1, real.size(1))
    x = (eps * real + (1 - eps) * fake).requires_grad_()
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return lambda_ * ((g.view(-1, pac * real.size(1)).norm(2, dim=1) - 1) ** 2).mean()


def of_the_global_size(D, real, fake):
    eps = torch.rand(TrainBatchSize, 1)
    x = (eps.expand_as(real) * real + (1 - eps) * fake).requires_grad_()
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return 10 * ((g.norm(2, dim=1) - 1) ** 2).mean()


class Imitation:
    def penalty(self, real, fake):
        eps = torch.rand(len(real), 1).expand(real.size())
        x = (eps * real + (1 - eps) * fake).requires_grad_()
        (g,) = torch.autograd.grad(self.discrim_net(x).sum(), x, create_graph=True)
        self.losses["slope"].append(g.norm(2, dim=1).mean().item())
        return 10 * ((g.norm(2, dim=1) - 1) ** 2).mean()


def misspelt_at_the_end(D, real, fake):
    eps = torch.rand(len(real), 1).expand(real.size())
    x = (eps * real + (1 - eps) * fake).requires_grad_()
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return nn.functional.no_such_loss(g.norm(2, dim=1))
