"""Whole training steps, right and wrong."""

import torch


def penalty(D, real, fake, create_graph=True):
    eps = torch.rand(real.shape[0], *([1] * (real.ndim - 1)))
    x = (eps * real + (1 - eps) * fake).detach().requires_grad_()
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=create_graph)
    return ((g.flatten(1).norm(dim=1) - 1) ** 2).mean()


def critic_step(D, G, opt_D, real, z, lambda_gp=10):
    opt_D.zero_grad()
    fake = G(z).detach()
    loss = D(fake).mean() - D(real).mean() + lambda_gp * penalty(D, real, fake)
    loss.backward()
    opt_D.step()
    return loss.item()


def both_steps(D, G, opt_D, opt_G, real, z, lambda_gp=10):
    fake = G(z)
    loss = D(fake.detach()).mean() - D(real).mean() + lambda_gp * penalty(D, real, fake)
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
    opt_G.zero_grad()
    (-D(G(z)).mean()).backward()
    opt_G.step()


def attached_fake(D, G, opt_D, real, z, lambda_gp=10):
    opt_D.zero_grad()
    fake = G(z)
    loss = D(fake).mean() - D(real).mean() + lambda_gp * penalty(D, real, fake)
    loss.backward()
    opt_D.step()


def leaks(D, G, opt_D, opt_G, real, z, lambda_gp=10):
    """The generator's gradients of the critic's step are never cleared."""
    fake = G(z)
    opt_D.zero_grad()
    (D(fake).mean() - D(real).mean() + lambda_gp * penalty(D, real, fake)).backward()
    opt_D.step()
    (-D(G(z)).mean()).backward()
    opt_G.step()
    opt_G.zero_grad()


def three_backwards(D, G, opt_D, real, z, lambda_gp=10):
    """Signs by gradients of ones, as in old programs."""
    one = torch.tensor(1.0)
    D.zero_grad()
    D(real).mean().backward(-one)
    fake = G(z).detach()
    D(fake).mean().backward(one)
    (lambda_gp * penalty(D, real, fake)).backward()
    opt_D.step()


def flipped(D, G, opt_D, opt_G, real, z, lambda_gp=10):
    opt_D.zero_grad()
    fake = G(z).detach()
    (D(real).mean() - D(fake).mean() + lambda_gp * penalty(D, real, fake)).backward()
    opt_D.step()
    opt_G.zero_grad()
    D(G(z)).mean().backward()
    opt_G.step()


def contradicting(D, G, opt_D, opt_G, real, z, lambda_gp=10):
    opt_D.zero_grad()
    fake = G(z).detach()
    (D(fake).mean() - D(real).mean() + lambda_gp * penalty(D, real, fake)).backward()
    opt_D.step()
    opt_G.zero_grad()
    D(G(z)).mean().backward()
    opt_G.step()


def own_step(D, G, opt_D, real, z, lambda_gp=10):
    fake = G(z).detach()
    opt_D.zero_grad()
    (D(fake).mean() - D(real).mean()).backward()
    opt_D.step()
    opt_D.zero_grad()
    (lambda_gp * penalty(D, real, fake)).backward()
    opt_D.step()


def no_lambda(D, G, opt_D, real, z):
    opt_D.zero_grad()
    fake = G(z).detach()
    (D(fake).mean() - D(real).mean() + penalty(D, real, fake)).backward()
    opt_D.step()


def no_zero_grad(D, G, opt_D, opt_G, real, z, lambda_gp=10):
    fake = G(z).detach()
    (D(fake).mean() - D(real).mean() + lambda_gp * penalty(D, real, fake)).backward()
    opt_D.step()
    opt_G.zero_grad()
    (-D(G(z)).mean()).backward()
    opt_G.step()


def constant_penalty(D, G, opt_D, real, z, lambda_gp=10):
    opt_D.zero_grad()
    fake = G(z).detach()
    (D(fake).mean() - D(real).mean() + lambda_gp * penalty(D, real, fake, create_graph=False)).backward()
    opt_D.step()


def clip_after(D, G, opt_D, real, z, clip_value=0.01):
    opt_D.zero_grad()
    (D(G(z).detach()).mean() - D(real).mean()).backward()
    opt_D.step()
    for p in D.parameters():
        p.data.clamp_(-clip_value, clip_value)


def clip_before(D, G, opt_D, real, z, clip_value=0.01):
    for p in D.parameters():
        p.data.clamp_(-clip_value, clip_value)
    opt_D.zero_grad()
    (D(G(z).detach()).mean() - D(real).mean()).backward()
    opt_D.step()


def clip_weights_only(D, G, opt_D, real, z, clip_value=0.01):
    opt_D.zero_grad()
    (D(G(z).detach()).mean() - D(real).mean()).backward()
    opt_D.step()
    for name, p in D.named_parameters():
        if "weight" in name:
            p.data.clamp_(-clip_value, clip_value)


def clip_gradients(D, G, opt_D, real, z, clip_value=0.01):
    opt_D.zero_grad()
    (D(G(z).detach()).mean() - D(real).mean()).backward()
    torch.nn.utils.clip_grad_value_(D.parameters(), clip_value)
    opt_D.step()
