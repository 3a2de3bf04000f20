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


def signals_only(critic, x):
    x = x.requires_grad_()
    (g,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return 0.5 * (g.norm(2, dim=(1, 2)) ** 2).mean()


def logs_of_sigmoids(real_logits, fake_logits):
    r, f = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return -torch.log(r).mean() - torch.log(1 - f).mean()


def guarded_logs(real_logits, fake_logits):
    r, f = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return -(torch.log(r + 1e-8) + torch.log(1 - f + 1e-8)).mean()


def guarded_generator(fake_logits):
    return -torch.log(torch.sigmoid(fake_logits) + 1e-6).mean()


def bce_of_sigmoids(real_logits, fake_logits):
    r, f = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return F.binary_cross_entropy(r, torch.ones_like(r)) + F.binary_cross_entropy(f, torch.zeros_like(f))


bce = nn.BCELoss()


def train_critic(critic, optimizer, real, fake):
    optimizer.zero_grad()
    p = critic(real)
    of_real = bce(p, torch.ones_like(p))
    of_real.backward()
    p = critic(fake.detach())
    of_fake = bce(p, torch.zeros_like(p))
    of_fake.backward()
    optimizer.step()
    return of_real + of_fake


def train_critic_twice_on_real(critic, optimizer, real, fake):
    optimizer.zero_grad()
    p = critic(real)
    bce(p, torch.ones_like(p)).backward()
    p = critic(fake.detach())
    bce(p, torch.ones_like(p)).backward()
    optimizer.step()


def train_generator(critic, optimizer, fake):
    optimizer.zero_grad()
    p = critic(fake)
    loss = bce(p, torch.ones_like(p))
    loss.backward()
    optimizer.step()
    return loss


def train_generator_detached(critic, optimizer, fake):
    optimizer.zero_grad()
    p = critic(fake.detach())
    bce(p, torch.ones_like(p)).backward()
    optimizer.step()


def backwards_only(critic, real, fake):
    F.softplus(-critic(real)).mean().backward()
    F.softplus(critic(fake)).mean().backward()


class OldAdam(torch.optim.Optimizer):
    """As in old PyTorch."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                s = self.state[p]
                t = s["t"] = s.get("t", 0) + 1
                m = s["m"] = b1 * s.get("m", torch.zeros_like(p)) + (1 - b1) * p.grad
                v = s["v"] = b2 * s.get("v", torch.zeros_like(p)) + (1 - b2) * p.grad**2
                now = (1 - b2**t) ** 0.5 / (1 - b1**t) * m / (v.sqrt() + group["eps"])
                p -= group["lr"] * self.direction(s, now)

    def direction(self, state, now):
        return now


class OldOptimisticAdam(OldAdam):
    def direction(self, state, now):
        before, state["before"] = state.get("before", torch.zeros_like(now)), now
        return 2 * now - before
