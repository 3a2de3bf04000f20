"""Penalties that are methods."""

import torch
from absent_lightning import LightningModule
from torch import nn
from torch.autograd import Variable
from torch.autograd import grad as torch_grad


class Trainer:
    """Keeps its networks, optimizers and a diary."""

    def __init__(self, generator, discriminator, gen_optimizer, dis_optimizer, gp_weight=10, print_every=50):
        self.G, self.G_opt = generator, gen_optimizer
        self.D, self.D_opt = discriminator, dis_optimizer
        self.losses = {"G": [], "D": [], "GP": [], "gradient_norm": []}
        self.use_cuda = False
        self.gp_weight = gp_weight
        self.print_every = print_every

    def _gradient_penalty(self, real_data, generated_data):
        batch_size = real_data.size()[0]
        alpha = torch.rand(batch_size, 1, 1, 1)
        alpha = alpha.expand_as(real_data)
        if self.use_cuda:
            alpha = alpha.cuda()
        interpolated = alpha * real_data.data + (1 - alpha) * generated_data.data
        interpolated = Variable(interpolated, requires_grad=True)
        prob_interpolated = self.D(interpolated)
        gradients = torch_grad(
            outputs=prob_interpolated, inputs=interpolated, grad_outputs=torch.ones(prob_interpolated.size()),
            create_graph=True, retain_graph=True,
        )[0]  # fmt: skip
        gradients = gradients.view(batch_size, -1)
        self.losses["gradient_norm"].append(gradients.norm(2, dim=1).mean().item())
        gradients_norm = torch.sqrt(torch.sum(gradients**2, dim=1) + 1e-12)
        return self.gp_weight * ((gradients_norm - 1) ** 2).mean()

    def _critic_train_iteration(self, data, generated_data):
        d_real = self.D(data)
        d_generated = self.D(generated_data)
        gradient_penalty = self._gradient_penalty(data, generated_data)
        self.D_opt.zero_grad()
        d_loss = d_generated.mean() - d_real.mean() + gradient_penalty
        d_loss.backward()
        self.D_opt.step()

    @staticmethod
    def bare(netD, real, fake):
        eps = torch.rand(real.shape[0], *([1] * (real.ndim - 1)))
        x = (eps * real + (1 - eps) * fake).requires_grad_()
        (g,) = torch_grad(netD(x).sum(), x, create_graph=True)
        return ((g.flatten(1).norm(dim=1) - 1) ** 2).mean()


class Wgan(LightningModule):
    """Of a package that is not installed."""

    def __init__(self, latent_dim=100):
        super().__init__()
        self.latent_dim = latent_dim

    def compute_gradient_penalty(self, real_samples, fake_samples):
        alpha = torch.rand(real_samples.size(0), 1, 1, 1).to(self.device)
        interpolates = (alpha * real_samples + ((1 - alpha) * fake_samples)).requires_grad_(True)
        d_interpolates = self.discriminator(interpolates)
        fake = torch.ones(real_samples.shape[0], 1).to(self.device)
        gradients = torch_grad(d_interpolates, interpolates, fake, create_graph=True, retain_graph=True)[0]
        gradients = gradients.view(gradients.size(0), -1)
        return ((gradients.norm(2, dim=1) - 1) ** 2).mean()


class PenaltyLoss(nn.Module):
    """A module with a target of its own."""

    def __init__(self, lambd=10.0, center=1.0):
        super().__init__()
        self.lambd, self.center = lambd, center

    def forward(self, net, real, fake):
        eps = torch.rand(real.shape[0], *([1] * (real.ndim - 1)))
        x = (eps * real + (1 - eps) * fake).requires_grad_()
        (g,) = torch_grad(net(x).sum(), x, create_graph=True)
        return self.lambd * ((g.flatten(1).norm(dim=1) - self.center) ** 2).mean()


penalty_object = PenaltyLoss()
