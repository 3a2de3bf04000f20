"""The workloads' networks as PyTorch modules, by hand."""

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from benchmarks.workload import Workload


def critic_of(workload: Workload) -> nn.Module:
    """From samples to scores `(n, 1)`."""
    if workload.network == "mlp":
        return nn.Sequential(nn.Flatten(), *mlp(workload, workload.numbers, 1))
    return dcgan_critic(workload) if workload.network == "dcgan" else resnet_critic(workload)


def generator_of(workload: Workload) -> nn.Module:
    """From latents `(n, latent)` to samples."""
    if workload.network == "mlp":
        return nn.Sequential(*mlp(workload, workload.latent, workload.numbers), nn.Unflatten(1, workload.shape))
    return dcgan_generator(workload) if workload.network == "dcgan" else resnet_generator(workload)


def mlp(workload: Workload, inputs: int, outputs: int) -> list[nn.Module]:
    """`depth` hidden layers."""
    activation = {"relu": nn.ReLU, "tanh": nn.Tanh}[workload.activation]
    sizes = [inputs, *[workload.width] * workload.depth]
    hidden = [(nn.Linear(a, b), activation()) for a, b in pairwise(sizes)]
    return [*(layer for pair in hidden for layer in pair), nn.Linear(sizes[-1], outputs)]


def dcgan_critic(workload: Workload) -> nn.Sequential:
    """Convolutions of stride 2 down to 4×4 pixels, channels from `width` on, without norms."""
    channels = [workload.shape[0], *dcgan_widths(workload)]
    layers: list[nn.Module] = []
    for a, b in pairwise(channels):
        layers += [nn.Conv2d(a, b, 4, 2, 1), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels[-1] * 16, 1))


def dcgan_generator(workload: Workload) -> nn.Sequential:
    """The reverse, with batch norm."""
    first, *widths = reversed(dcgan_widths(workload))
    layers: list[nn.Module] = [nn.Linear(workload.latent, first * 16, bias=False), nn.Unflatten(1, (first, 4, 4))]
    layers += [nn.BatchNorm2d(first), nn.ReLU()]
    for a, b in zip([first, *widths], widths, strict=False):
        layers += [nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU()]
    return nn.Sequential(*layers, nn.ConvTranspose2d([first, *widths][-1], workload.shape[0], 4, 2, 1), nn.Tanh())


def dcgan_widths(workload: Workload) -> list[int]:
    """Channels of the critic's layers: one layer for each halving down to 4×4 pixels."""
    return [workload.width << level for level in range((workload.size // 4).bit_length() - 1)]


class Block(nn.Module):
    """A residual block: two ways whose values are added."""

    def __init__(self, body: nn.Module, skip: nn.Module) -> None:
        super().__init__()
        self.body, self.skip = body, skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """body(x) + skip(x)."""
        total: torch.Tensor = self.body(x) + self.skip(x)
        return total


class ReLU(nn.Module):
    """Not in place: a block's input is also its skip's."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """max(0, x)."""
        return functional.relu(x)


def resnet_critic(workload: Workload) -> nn.Sequential:
    """The WGAN-GP paper's critic for 32×32 pixels."""
    w, channels = workload.width, workload.shape[0]

    def conv(inputs: int) -> nn.Conv2d:
        return nn.Conv2d(inputs, w, 3, padding=1)

    first = Block(
        nn.Sequential(conv(channels), ReLU(), conv(w), nn.AvgPool2d(2)),
        nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(channels, w, 1)),
    )
    down = Block(
        nn.Sequential(ReLU(), conv(w), ReLU(), conv(w), nn.AvgPool2d(2)),
        nn.Sequential(nn.Conv2d(w, w, 1), nn.AvgPool2d(2)),
    )
    keep = [Block(nn.Sequential(ReLU(), conv(w), ReLU(), conv(w)), nn.Identity()) for _ in range(2)]
    return nn.Sequential(first, down, *keep, ReLU(), nn.AvgPool2d(8), nn.Flatten(), nn.Linear(w, 1))


def resnet_generator(workload: Workload) -> nn.Sequential:
    """The WGAN-GP paper's generator for 32×32 pixels."""
    w = workload.width
    blocks = [
        Block(
            nn.Sequential(
                *(nn.BatchNorm2d(w), ReLU(), nn.Upsample(scale_factor=2), nn.Conv2d(w, w, 3, padding=1, bias=False)),
                *(nn.BatchNorm2d(w), ReLU(), nn.Conv2d(w, w, 3, padding=1, bias=False)),
            ),
            nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(w, w, 1, bias=False)),
        )
        for _ in range(3)
    ]
    start = (nn.Linear(workload.latent, w * 16), nn.Unflatten(1, (w, 4, 4)))
    image = (nn.BatchNorm2d(w), ReLU(), nn.Conv2d(w, workload.shape[0], 3, padding=1), nn.Tanh())
    return nn.Sequential(*start, *blocks, *image)
