"""Critics built as public repositories build theirs: small, in our own words, with the same structure."""

import torch
from torch import nn
from torch.nn import functional


class Toy(nn.Module):
    """caogang/wgan-gp, gan_toy.py: in-place rectifiers, scores by `view(-1)`."""

    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(2, 8), nn.ReLU(True), nn.Linear(8, 8), nn.ReLU(True), nn.Linear(8, 1))

    def forward(self, inputs):
        return self.main(inputs).view(-1)


class Mnist(nn.Module):
    """caogang/wgan-gp, gan_mnist.py: vectors that become images, and images that become vectors, by `view(-1, …)`."""

    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1, 3, 5, stride=2, padding=2),
            nn.ReLU(True),
            nn.Conv2d(3, 4, 5, stride=2, padding=2),
            nn.ReLU(True),
        )
        self.output = nn.Linear(4 * 2 * 2, 1)

    def forward(self, x):
        out = self.main(x.view(-1, 1, 8, 8))
        return self.output(out.view(-1, 4 * 2 * 2)).view(-1)


class Cifar(nn.Module):
    """caogang/wgan-gp, gan_cifar10.py: PyTorch's default slope of 0.01."""

    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, 4, 3, 2, padding=1), nn.LeakyReLU(), nn.Conv2d(4, 6, 3, 2, padding=1), nn.LeakyReLU()
        )
        self.linear = nn.Linear(6 * 2 * 2, 1)

    def forward(self, x):
        return self.linear(self.main(x).view(-1, 6 * 2 * 2))


class Perceptron(nn.Module):
    """eriklindernoren/PyTorch-GAN, wgan_gp/wgan_gp.py and wgan/wgan.py."""

    def __init__(self, *ending):
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(12, 8),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Linear(8, 4),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Linear(4, 1),
            *ending,
        )

    def forward(self, img):
        return self.model(img.view(img.shape[0], -1))


class Blocks(nn.Module):
    """eriklindernoren/PyTorch-GAN, dcgan/dcgan.py and lsgan/lsgan.py: dropout, and 0.8 as ε of batch normalisation."""

    def __init__(self, *ending):
        super().__init__()

        def block(channels, out, norm=True):
            layers = [nn.Conv2d(channels, out, 3, 2, 1), nn.LeakyReLU(0.2, inplace=True), nn.Dropout2d(0.25)]
            return [*layers, nn.BatchNorm2d(out, 0.8)] if norm else layers

        self.model = nn.Sequential(*block(1, 3, norm=False), *block(3, 4))
        self.adv_layer = nn.Sequential(nn.Linear(4 * 2 * 2, 1), *ending)

    def forward(self, img):
        out = self.model(img)
        return self.adv_layer(out.view(out.shape[0], -1))


class Dcgan(nn.Module):
    """pytorch/examples, dcgan/main.py: several devices where there are some, `view(-1, 1).squeeze(1)`."""

    def __init__(self, ngpu=1):
        super().__init__()
        self.ngpu = ngpu
        self.main = nn.Sequential(
            nn.Conv2d(3, 4, 4, 2, 1, bias=False),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(4, 6, 4, 2, 1, bias=False),
            nn.BatchNorm2d(6),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(6, 1, 2, 1, 0, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        if x.is_cuda and self.ngpu > 1:
            output = nn.parallel.data_parallel(self.main, x, range(self.ngpu))
        else:
            output = self.main(x)
        return output.view(-1, 1).squeeze(1)


class InstanceNormed(nn.Module):
    """Zeleni9/pytorch-wgan, models/wgan_gradient_penalty.py: instance normalisation, scores `(n, 1, 1, 1)`."""

    def __init__(self):
        super().__init__()
        self.main_module = nn.Sequential(
            nn.Conv2d(in_channels=1, out_channels=4, kernel_size=4, stride=2, padding=1),
            nn.InstanceNorm2d(4, affine=True),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(in_channels=4, out_channels=4, kernel_size=4, stride=2, padding=1),
            nn.InstanceNorm2d(4, affine=True),
            nn.LeakyReLU(0.2, inplace=True),
        )
        self.output = nn.Sequential(nn.Conv2d(in_channels=4, out_channels=1, kernel_size=2, stride=1, padding=0))

    def forward(self, x):
        return self.output(self.main_module(x))


def mean_pool(x):
    return (x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]) / 4


class SlicedBlock(nn.Module):
    """jalola/improved-wgan-pytorch, models/wgan.py, ResidualBlock 'down': averages of slices, the shortcut first."""

    def __init__(self, channels, out, side, norm):
        super().__init__()
        self.bn1, self.bn2 = norm(channels, side), norm(channels, side)
        self.relu1, self.relu2 = nn.ReLU(), nn.ReLU()
        self.conv_shortcut = nn.Conv2d(channels, out, 1)
        self.conv_1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.conv_2 = nn.Conv2d(channels, out, 3, padding=1)

    def forward(self, x):
        shortcut = self.conv_shortcut(mean_pool(x))
        output = self.conv_1(self.relu1(self.bn1(x)))
        output = mean_pool(self.conv_2(self.relu2(self.bn2(output))))
        return shortcut + output


class StandardDeviation(nn.Module):
    """The same repository before it took `nn.LayerNorm`: divided by std + ε, with the unbiased std."""

    def __init__(self, features, side, eps=1e-5):
        super().__init__()
        self.gamma, self.beta, self.eps = nn.Parameter(torch.ones(features)), nn.Parameter(torch.zeros(features)), eps

    def forward(self, x):
        shape = [-1] + [1] * (x.dim() - 1)
        mean = x.view(x.size(0), -1).mean(1).view(*shape)
        std = x.view(x.size(0), -1).std(1).view(*shape)
        return self.gamma.view(1, -1, 1, 1) * (x - mean) / (std + self.eps) + self.beta.view(1, -1, 1, 1)


class Good(nn.Module):
    """jalola/improved-wgan-pytorch, models/wgan.py, GoodDiscriminator: `contiguous`, then vectors to images."""

    def __init__(self, norm=lambda channels, side: nn.LayerNorm([channels, side, side])):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.rb1, self.rb2 = SlicedBlock(3, 4, 8, norm), SlicedBlock(4, 4, 4, norm)
        self.ln1 = nn.Linear(4 * 2 * 2, 1)

    def forward(self, x):
        output = self.conv1(x.contiguous().view(-1, 3, 8, 8))
        output = self.rb2(self.rb1(output))
        return self.ln1(output.view(-1, 4 * 2 * 2)).view(-1)


class InPlaceBlock(nn.Module):
    """kwotsin/mimicry, modules/resblocks.py, DBlock without spectral norm: ReLU(True) writes over the shortcut's x."""

    def __init__(self, channels, out, downsample):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(channels, channels, 3, 1, 1), nn.Conv2d(channels, out, 3, 1, 1)
        self.c_sc = nn.Conv2d(channels, out, 1, 1, 0) if channels != out or downsample else None
        self.activation, self.downsample = nn.ReLU(True), downsample

    def _residual(self, x):
        h = self.c1(self.activation(x))
        h = self.c2(self.activation(h))
        return functional.avg_pool2d(h, 2) if self.downsample else h

    def _shortcut(self, x):
        if self.c_sc is None:
            return x
        x = self.c_sc(x)
        return functional.avg_pool2d(x, 2) if self.downsample else x

    def forward(self, x):
        return self._residual(x) + self._shortcut(x)


class Resnet(nn.Module):
    """kwotsin/mimicry, nets/sngan/sngan_32.py; `pool` is a sum over all pixels there."""

    def __init__(self, pool=lambda h: h.mean(dim=(2, 3))):
        super().__init__()
        self.conv, self.pool = nn.Conv2d(3, 4, 3, padding=1), pool
        self.block2, self.block3 = InPlaceBlock(4, 5, True), InPlaceBlock(5, 5, False)
        self.activation, self.l5 = nn.ReLU(True), nn.Linear(5, 1)

    def forward(self, x):
        h = self.activation(self.block3(self.block2(self.conv(x))))
        return self.l5(self.pool(h))


class NormedConv(nn.Conv2d):
    """kwotsin/mimicry, modules/spectral_norm.py: a convolution whose weight is computed from its parameter."""

    def forward(self, x):
        weight = self.weight / torch.linalg.matrix_norm(self.weight.view(self.weight.shape[0], -1), 2)
        return functional.conv2d(x, weight, self.bias, self.stride, self.padding)


class Scaled(nn.Module):
    """LMescheder/GAN_stability, models/resnet.py: a path times 0.1."""

    def __init__(self):
        super().__init__()
        self.conv_0, self.conv_1 = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        return x + 0.1 * self.conv_1(functional.leaky_relu(self.conv_0(functional.leaky_relu(x, 2e-1)), 2e-1))


class Functional(nn.Module):
    """znxlwm/pytorch-MNIST-CelebA-GAN-DCGAN and many others: layers as attributes, activations as functions."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 3, 4, 2, 1), nn.Conv2d(3, 4, 4, 2, 1)
        self.conv2_bn, self.fc = nn.BatchNorm2d(4), nn.Linear(16, 1)

    def forward(self, x):
        x = functional.leaky_relu(self.conv1(x), 0.2)
        x = functional.leaky_relu(self.conv2_bn(self.conv2(x)), 0.2)
        return torch.sigmoid(self.fc(torch.flatten(x, 1)))
