"""A training script: arguments, networks and a loop at the top level, a penalty in between."""

import argparse
import os

import torch
from torch import autograd, nn

os.environ.setdefault("THE_SCRIPT_RAN", "")
parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=64)
parser.add_argument("--channels", type=int, default=1)
parser.add_argument("--lambda_gp", type=float, default=0.1)
opt = parser.parse_args()

cuda = bool(torch.cuda.is_available())
BATCH_SIZE = 50
LAMBDA = 0.1
use_cuda = False
Tensor = torch.cuda.FloatTensor if cuda else torch.FloatTensor


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(784, 1)

    def forward(self, x):
        return self.layer(x.flatten(1))


discriminator = Discriminator()


def calc_gradient_penalty(netD, real_data, fake_data):
    alpha = torch.rand(BATCH_SIZE, 1)
    alpha = alpha.expand(BATCH_SIZE, real_data.nelement() // BATCH_SIZE).contiguous().view(BATCH_SIZE, 3, 32, 32)
    alpha = alpha.cuda() if use_cuda else alpha
    interpolates = alpha * real_data + ((1 - alpha) * fake_data)
    if use_cuda:
        interpolates = interpolates.cuda()
    interpolates = autograd.Variable(interpolates, requires_grad=True)
    disc_interpolates = netD(interpolates)
    ones = torch.ones(disc_interpolates.size()).cuda() if use_cuda else torch.ones(disc_interpolates.size())
    gradients = autograd.grad(
        outputs=disc_interpolates, inputs=interpolates, grad_outputs=ones, create_graph=True, retain_graph=True,
        only_inputs=True,
    )[0]  # fmt: skip
    gradients = gradients.view(gradients.size(0), -1)
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean() * LAMBDA


def with_options(netD, real_data, fake_data, input_att):
    alpha = torch.rand(opt.batch_size, 1)
    alpha = alpha.expand(real_data.size())
    interpolates = alpha * real_data + ((1 - alpha) * fake_data)
    interpolates = autograd.Variable(interpolates, requires_grad=True)
    disc_interpolates = netD(interpolates, autograd.Variable(input_att))
    ones = torch.ones(disc_interpolates.size())
    gradients = autograd.grad(disc_interpolates, interpolates, ones, create_graph=True, retain_graph=True)[0]
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean() * opt.lambda_gp


def of_the_global(real_imgs, fake_imgs):
    alpha = Tensor(real_imgs.size(0), 1, 1, 1).uniform_()
    x = (alpha * real_imgs + (1 - alpha) * fake_imgs).requires_grad_(True)
    g = autograd.grad(discriminator(x).sum(), x, create_graph=True)[0]
    return ((g.view(g.size(0), -1).norm(2, 1) - 1) ** 2).mean()


for epoch in range(10**9):
    os.environ["THE_SCRIPT_RAN"] = "yes"
    print(epoch)
    break
