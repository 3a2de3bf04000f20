"""Losses, clips, optimizers and NumPy functions as people write them, right and wrong."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def loss_hinge_dis(dis_fake, dis_real):
    return torch.mean(F.relu(1.0 - dis_real)), torch.mean(F.relu(1.0 + dis_fake))


def loss_hinge_gen(dis_fake):
    return -torch.mean(dis_fake)


def hinge_without_margin(logits_real, logits_fake):
    return torch.mean(1.0 - logits_real) + torch.mean(1.0 + logits_fake)


def hinge_half(logits_real, logits_fake):
    return 0.5 * (torch.mean(F.relu(1.0 - logits_real)) + torch.mean(F.relu(1.0 + logits_fake)))


def critic_wasserstein(D, real, fake):
    return -torch.mean(D(real)) + torch.mean(D(fake))


def critic_wasserstein_flipped(D, real, fake):
    return torch.mean(D(real)) - torch.mean(D(fake))


def logistic(real_pred, fake_pred):
    return F.softplus(-real_pred).mean() + F.softplus(fake_pred).mean()


def generator_logistic(fake_pred):
    return F.softplus(-fake_pred).mean()


def generator_detached(D, fake):
    return F.softplus(-D(fake.detach())).mean()


def probabilities(d_real, d_fake):
    return nn.BCELoss()(d_real, torch.ones_like(d_real)) + nn.BCELoss()(d_fake, torch.zeros_like(d_fake))


def sigmoid_twice(d_real, d_fake):
    r, f = torch.sigmoid(d_real), torch.sigmoid(d_fake)
    bce = F.binary_cross_entropy_with_logits
    return bce(r, torch.ones_like(r)) + bce(f, torch.zeros_like(f))


def smoothed(d_real, d_fake):
    bce = F.binary_cross_entropy_with_logits
    return bce(d_real, torch.full_like(d_real, 0.9)) + bce(d_fake, torch.zeros_like(d_fake))


def least_squares(d_real, d_fake):
    return torch.mean((d_real - 1) ** 2) + torch.mean(d_fake**2)


class GANLoss(nn.Module):
    """By a flag."""

    def __init__(self, target_real_label=1.0, target_fake_label=0.0):
        super().__init__()
        self.register_buffer("real_label", torch.tensor(target_real_label))
        self.register_buffer("fake_label", torch.tensor(target_fake_label))
        self.loss = nn.MSELoss()

    def __call__(self, prediction, target_is_real):
        target = self.real_label if target_is_real else self.fake_label
        return self.loss(prediction, target.expand_as(prediction))


def average_relativistic(real, fake):
    """The known mistake: the first term once more."""
    r, f = real - fake.mean(), fake.mean() - real
    return F.softplus(-r).mean() + F.softplus(f).mean()


def clip_all(D, clip_value=0.01):
    for p in D.parameters():
        p.data.clamp_(-clip_value, clip_value)


def clip_weights(net, c=0.01):
    for name, p in net.named_parameters():
        if "weight" in name:
            p.data.clamp_(-c, c)


def clip_gradients(model, clip_value):
    torch.nn.utils.clip_grad_value_(model.parameters(), clip_value)


def clip_copies(model, clip_value):
    return [p.clamp(-clip_value, clip_value) for p in model.parameters()]


class PlainAdam(torch.optim.Optimizer):
    corrected = True

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            (b1, b2), lr, eps = group["betas"], group["lr"], group["eps"]
            for p in group["params"]:
                s = self.state[p]
                s["t"] = s.get("t", 0) + 1
                s["m"] = b1 * s.get("m", torch.zeros_like(p)) + (1 - b1) * p.grad
                s["v"] = b2 * s.get("v", torch.zeros_like(p)) + (1 - b2) * p.grad**2
                m, v = s["m"], s["v"]
                if self.corrected:
                    m, v = m / (1 - b1 ** s["t"]), v / (1 - b2 ** s["t"])
                p -= lr * m / (v.sqrt() + eps)


class BiasedAdam(PlainAdam):
    corrected = False


def numpy_hinge(real_scores, fake_scores):
    value = np.mean(np.maximum(0, 1 - real_scores)) + np.mean(np.maximum(0, 1 + fake_scores))
    return value, -1.0 * (real_scores < 1) / len(real_scores), 1.0 * (fake_scores > -1) / len(fake_scores)


def numpy_hinge_of_sums(real_scores, fake_scores):
    value = np.mean(np.maximum(0, 1 - real_scores)) + np.mean(np.maximum(0, 1 + fake_scores))
    return value, -1.0 * (real_scores < 1), 1.0 * (fake_scores > -1)


def numpy_penalty(norms, weight=10.0):
    return weight * np.mean((norms - 1) ** 2), 2 * weight * (norms - 1) / len(norms)
