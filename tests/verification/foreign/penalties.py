"""Gradient penalties as people write them, right and wrong."""

import numpy as np
import torch
from torch import autograd
from torch.autograd import Variable
from torch.autograd import grad as torch_grad


def sampled(real_samples, fake_samples, D):
    """The authors' names in another order, epsilon from NumPy, ones made by a tensor type."""
    alpha = torch.FloatTensor(np.random.random((real_samples.size(0), 1, 1, 1)))
    interpolates = (alpha * real_samples + ((1 - alpha) * fake_samples)).requires_grad_(True)
    d_interpolates = D(interpolates)
    fake = Variable(torch.FloatTensor(real_samples.shape[0], 1).fill_(1.0), requires_grad=False)
    gradients = autograd.grad(
        outputs=d_interpolates, inputs=interpolates, grad_outputs=fake, create_graph=True, retain_graph=True,
        only_inputs=True,
    )[0]  # fmt: skip
    gradients = gradients.view(gradients.size(0), -1)
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean()


def attached(critic, real, fake, device="cpu"):
    """A tutorial's, which asks for a gradient in points that hang on the generator."""
    batch, c, h, w = real.shape
    epsilon = torch.rand((batch, 1, 1, 1)).repeat(1, c, h, w).to(device)
    mixed = real * epsilon + fake * (1 - epsilon)
    scores = critic(mixed)
    gradient = torch.autograd.grad(
        inputs=mixed, outputs=scores, grad_outputs=torch.ones_like(scores), create_graph=True, retain_graph=True
    )[0]
    gradient = gradient.view(gradient.shape[0], -1)
    return torch.mean((gradient.norm(2, dim=1) - 1) ** 2)


def vectors_only(netD, real_data, fake_data, lam=10.0):
    """For rows of numbers: neither its epsilon nor its norm would do for images."""
    eps = torch.rand(real_data.size(0), 1).expand_as(real_data)
    x_hat = (eps * real_data + (1 - eps) * fake_data).detach().requires_grad_(True)
    g = torch.autograd.grad(netD(x_hat).sum(), x_hat, create_graph=True)[0]
    return lam * ((g.norm(2, dim=1) - 1.0) ** 2).mean()


def with_norm(disc, x_real, x_fake, gp_weight=10, eps=1e-12):
    """Returns the mean slope too; a tiny number under the root."""
    t = torch.rand(len(x_real), *[1] * (x_real.dim() - 1), device=x_real.device)
    x = torch.lerp(x_fake, x_real, t).detach().requires_grad_()
    g = torch_grad(disc(x).sum(), x, create_graph=True)[0]
    slopes = torch.sqrt(g.pow(2).flatten(1).sum(1) + 1e-12)
    return gp_weight * (slopes - 1).square().mean(), slopes.mean()


def hard_coded_cuda(netD, real, fake):
    alpha = torch.rand(real.size(0), 1, 1, 1).cuda().expand_as(real)
    x = Variable(alpha * real.data + (1 - alpha) * fake.data, requires_grad=True).cuda()
    out = netD(x)
    g = torch_grad(out, x, torch.ones(out.size()).cuda(), retain_graph=True, create_graph=True, only_inputs=True)[0]
    return ((g.view(g.size(0), -1).norm(dim=1) - 1) ** 2).mean() * 10


def half(critic, real, fake):
    eps = torch.rand(real.shape[0], *([1] * (real.ndim - 1)))
    x = (eps * real + (1 - eps) * fake).requires_grad_()
    (g,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return 0.5 * 10 * ((g.flatten(1).norm(dim=1) - 1) ** 2).mean()


def summed(critic, real, fake, lambda_=10):
    eps = torch.rand(real.shape[0], *([1] * (real.ndim - 1)))
    x = (eps * real + (1 - eps) * fake).requires_grad_()
    (g,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return lambda_ * ((g.flatten(1).norm(dim=1) - 1) ** 2).sum()


def per_sample(critic, real, fake):
    eps = torch.rand(real.shape[0], *([1] * (real.ndim - 1)))
    x = (eps * real + (1 - eps) * fake).requires_grad_()
    (g,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return (g.flatten(1).norm(dim=1) - 1) ** 2


def with_loss(D, real, fake, LAMBDA=10):
    """The whole critic's loss."""
    d_loss = D(fake).mean() - D(real).mean()
    eps = torch.rand(real.shape[0], *([1] * (real.ndim - 1)))
    x = (eps * real + (1 - eps) * fake).requires_grad_()
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return d_loss + LAMBDA * ((g.flatten(1).norm(dim=1) - 1) ** 2).mean()


def channels(critic, real, fake, device):
    alpha = torch.rand(real.size(0), 1, 1, 1, device=device)
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    out = critic(x)
    g = torch.autograd.grad(out, x, torch.ones_like(out), create_graph=True, retain_graph=True)[0]
    return ((g.norm(2, dim=1) - 1) ** 2).mean()


def spatial(critic, real, fake):
    alpha = torch.rand(real.size(0), 1, 1, 1)
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch.autograd.grad(critic(x).sum(), x, create_graph=True)[0]
    return ((g.norm(2, dim=(2, 3)) - 1) ** 2).mean()


def whole_batch(critic, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch.autograd.grad(critic(x).sum(), x, create_graph=True)[0]
    return 10 * (g.norm(2) - 1) ** 2


def one_epsilon(D, real, fake, device, LAMBDA):
    alpha = torch.rand(1, 1).to(device)
    alpha = alpha.expand(real.size()) if real.dim() == 2 else alpha
    x = Variable(alpha * real + (1 - alpha) * fake, requires_grad=True)
    out = D(x)
    g = torch_grad(out, x, torch.ones(out.size()).to(device), create_graph=True, retain_graph=True)[0]
    return ((g.reshape(g.size(0), -1).norm(2, dim=1) - 1) ** 2).mean() * LAMBDA


def per_element(D, real, fake):
    alpha = torch.rand(real.size())
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def normal(D, real, fake):
    alpha = torch.randn(real.size(0), *[1] * (real.dim() - 1))
    x = (real + alpha * (fake - real)).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def midpoint(D, real, fake):
    x = (0.5 * real + 0.5 * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def at_real(D, real, fake):
    x = real.clone().requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def no_graph(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, retain_graph=True)[0]
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def data_of(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0].data
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def no_guard(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * ((g.pow(2).flatten(1).sum(1).sqrt() - 1) ** 2).mean()


def big_guard(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * (((g.pow(2).flatten(1).sum(1) + 1e-6).sqrt() - 1) ** 2).mean()


def no_square(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * (g.flatten(1).norm(2, dim=1) - 1).abs().mean()


def square_of_mean(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * (g.flatten(1).norm(2, dim=1).mean() - 1) ** 2


def root_missing(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * ((g.pow(2).flatten(1).sum(1) - 1) ** 2).mean()


def one_sided(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * torch.relu(g.flatten(1).norm(2, dim=1) - 1).pow(2).mean()


def target_zero(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * g.flatten(1).norm(2, dim=1).pow(2).mean()


def of_sigmoid(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(torch.sigmoid(D(x)).sum(), x, create_graph=True)[0]
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def of_mean_score(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).mean(), x, create_graph=True)[0]
    return 10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def two_mistakes(D, real, fake):
    alpha = torch.rand(1)
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return 10 * ((g.norm(2, dim=1) - 1) ** 2).mean()


def subtracted(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return -10 * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def no_gradient(D, real, fake):
    """A difference quotient of scores between two batches."""
    return 10 * (((D(real) - D(fake)).abs() / (real - fake).flatten(1).norm(dim=1) - 1) ** 2).mean()


def misspelt(D, real, fake):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alhpa) * fake).requires_grad_(True)  # noqa: F821
    return D(x).mean()


def old_api(D, real, fake):
    loss = D(real).mean() - D(fake).mean()
    return loss.data[0]


def endless(D, real, fake):
    while True:
        pass


def exits(D, real, fake):
    raise SystemExit(3)


def y_and_x(y, x, device):
    """Of scores and the points at which they were made."""
    weight = torch.ones(y.size()).to(device)
    dydx = torch.autograd.grad(outputs=y, inputs=x, grad_outputs=weight, retain_graph=True, create_graph=True)[0]
    dydx = dydx.view(dydx.size(0), -1)
    return torch.mean((dydx.norm(2, dim=1) - 1) ** 2)


def dragan(D, real_data, lambda_=10):
    noise = 0.5 * real_data.std() * torch.rand_like(real_data)
    alpha = torch.rand(real_data.size(0), *[1] * (real_data.dim() - 1))
    x = (alpha * real_data + (1 - alpha) * (real_data + noise)).detach().requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return lambda_ * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def dragan_per_element(D, X, lambda_gp=10):
    alpha = torch.Tensor(np.random.random(size=X.shape)).float()
    x = (alpha * X + (1 - alpha) * (X + 0.5 * X.std() * torch.rand(X.size()))).requires_grad_(True)
    out = D(x)
    g = torch_grad(out, x, torch.ones_like(out), create_graph=True, retain_graph=True)[0]
    return lambda_gp * ((g.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def lipschitz(D, real, fake, lam=10):
    alpha = torch.rand(real.size(0), *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch_grad(D(x).sum(), x, create_graph=True)[0]
    return lam * (torch.clamp(g.flatten(1).norm(2, dim=1) - 1, min=0) ** 2).mean()


def compute_grad2(d_out, x_in):
    batch_size = x_in.size(0)
    g = autograd.grad(outputs=d_out.sum(), inputs=x_in, create_graph=True, retain_graph=True, only_inputs=True)[0]
    return g.pow(2).view(batch_size, -1).sum(1)


def d_r1_loss(real_pred, real_img):
    (g,) = autograd.grad(outputs=real_pred.sum(), inputs=real_img, create_graph=True)
    return g.pow(2).reshape(g.shape[0], -1).sum(1).mean()


def r1_whole(discriminator, real_images, gamma=10.0):
    x = real_images.detach().requires_grad_(True)
    (g,) = autograd.grad(discriminator(x).sum(), x, create_graph=True)
    return gamma / 2 * g.square().flatten(1).sum(1).mean()


def r1_not_squared(D, real, gamma=10.0):
    x = real.detach().requires_grad_(True)
    (g,) = autograd.grad(D(x).sum(), x, create_graph=True)
    return gamma / 2 * g.flatten(1).norm(dim=1).mean()


def r1_mean_of_elements(D, real, gamma=10.0):
    x = real.detach().requires_grad_(True)
    (g,) = autograd.grad(D(x).sum(), x, create_graph=True)
    return gamma / 2 * g.square().mean()


def r1_of_mean(D, real, gamma=10.0):
    x = real.detach().requires_grad_(True)
    (g,) = autograd.grad(D(x).mean(), x, create_graph=True)
    return gamma / 2 * g.square().flatten(1).sum(1).mean()


def r1_at_fake(D, real, fake, gamma=10.0):
    x = fake.detach().requires_grad_(True)
    (g,) = autograd.grad(D(x).sum(), x, create_graph=True)
    return gamma / 2 * g.square().flatten(1).sum(1).mean()


def zero_centered(Samples, Critic):
    (Gradient,) = autograd.grad(outputs=Critic(Samples).sum(), inputs=Samples, create_graph=True)
    return Gradient.square().sum([1, 2, 3])
