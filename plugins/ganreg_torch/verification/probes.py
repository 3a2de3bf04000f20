"""Critics and batches of several kinds, since each exposes other mistakes."""

from collections.abc import Callable
from math import prod
from typing import Any

import attrs
import torch
from torch import nn


@attrs.frozen
class Probe:
    """A critic and a batch.

    Args:
        name: in words.
        shape: of one sample.
        size: of the batch.
        steep: the mean slope of the critic at real samples.
        activation: of its hidden layer.
        seed: of its numbers.
        constant: added to its scores.
        flat: whether it is constant on all samples: zero slope.
        twice: whether samples come twice.
        same: the seed of the real samples if another probe shall have the same.
        exchanged: whether real and generated samples change places once the critic is made.
    """

    name: str
    shape: tuple[int, ...]
    size: int = 5
    steep: float = 1.0
    activation: Callable[[], nn.Module] = nn.Softplus
    seed: int = 0
    constant: float = 0.0
    flat: bool = False
    twice: bool = False
    same: int | None = None
    exchanged: bool = False

    def network(self) -> nn.Module:
        """The critic's network, one hidden layer on the flattened sample."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(1000 + self.seed)
            d = prod(self.shape)
            network = nn.Sequential(nn.Flatten(), nn.Linear(d, 9), self.activation(), nn.Linear(9, 1))
        with torch.no_grad():
            first: Any = network[1]
            first.weight.mul_(2.0)
            if self.flat:
                first.bias.fill_(-1e4)
        return self._scaled(network)

    def _scaled(self, network: nn.Sequential) -> nn.Module:
        real, _ = self._ordered()
        x = real.clone().requires_grad_()
        with torch.enable_grad():
            (slopes,) = torch.autograd.grad(network(x).sum(), x)
        slope = slopes.flatten(1).norm(dim=1).mean()
        with torch.no_grad():
            last: Any = network[3]
            if not self.flat:
                last.weight.mul_(self.steep / slope)
            last.bias.fill_(self.constant)
        return network

    def batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Real and generated samples."""
        real, fake = self._ordered()
        return (fake, real) if self.exchanged else (real, fake)

    def _ordered(self) -> tuple[torch.Tensor, torch.Tensor]:
        real = self._drawn(self.seed if self.same is None else self.same)
        fake = self._drawn(self.seed + 500) * 0.8 + 0.3
        if self.twice:
            half = (self.size + 1) // 2
            real, fake = (torch.cat([x[:half], x[: self.size - half]]) for x in (real, fake))
        return real, fake

    def _drawn(self, seed: int) -> torch.Tensor:
        return torch.randn(self.size, *self.shape, generator=torch.Generator().manual_seed(seed))


def usual() -> tuple[Probe, ...]:
    """Rank 2, 3 and 4; one channel and three; smooth and piecewise linear; flat, steep, shifted; repeated samples."""
    relu = nn.ReLU
    leaky = nn.LeakyReLU
    return (
        Probe("rank 4, C=3, smooth", (3, 4, 5), 6, 1.2, seed=1),
        Probe("rank 2, smooth", (7,), 6, 1.0, seed=2),
        Probe("rank 4, C=1, piecewise linear", (1, 5, 5), 4, 2.5, leaky, seed=3),
        Probe("rank 3, smooth", (2, 6), 5, 0.6, seed=4),
        Probe("rank 2, piecewise linear, 9 samples", (5,), 9, 1.5, leaky, seed=5),
        Probe("rank 4, scores near 30", (3, 4, 4), 5, 30.0, seed=6, constant=30.0),
        Probe("rank 4, samples twice", (2, 3, 4), 6, 0.8, seed=7, twice=True),
        Probe("rank 4, critic plus a constant", (3, 4, 5), 6, 1.2, seed=1, constant=-30.0),
        Probe("rank 4, real as before and other fakes", (3, 4, 5), 6, 1.2, seed=8, same=1),
        Probe("rank 4, square", (3, 4, 4), 4, 1.1, leaky, seed=9),
        Probe("rank 3, piecewise linear", (3, 4), 6, 1.3, leaky, seed=14),
        Probe("rank 3, zero slope", (2, 6), 5, 1.0, relu, seed=15, flat=True),
        Probe("rank 4, zero slope", (3, 4, 5), 6, 1.0, relu, seed=10, flat=True),
        Probe("rank 2, zero slope", (7,), 6, 1.0, relu, seed=11, flat=True),
        Probe("rank 4, 32 samples", (1, 3, 4), 32, 1.4, seed=12),
        Probe("rank 2, 32 samples", (4,), 32, 0.9, seed=13),
        Probe("rank 4, scores near 30, exchanged", (3, 4, 4), 5, 30.0, seed=6, constant=30.0, exchanged=True),
    )


FIXED = ((784,), (1, 28, 28), (3, 32, 32), (3, 64, 64), (1, 32, 32), (2,), (1, 64, 64), (3, 28, 28))
"""Shapes that programs are written for."""


def of_shape(shape: tuple[int, ...], sizes: tuple[int, ...] = (6, 4, 5, 9, 3, 6, 32)) -> tuple[Probe, ...]:
    """The same kinds for a function that takes samples of one shape only."""
    kinds = ((nn.Softplus, 1.2), (nn.LeakyReLU, 2.5), (nn.Softplus, 0.6), (nn.LeakyReLU, 1.5), (nn.Softplus, 30.0))
    text = "×".join(map(str, shape))
    usual_ones = [
        Probe(f"{text}, slope {steep}", shape, size, steep, activation, seed=20 + k)
        for k, (size, (activation, steep)) in enumerate(zip(sizes, kinds, strict=False))
    ]
    flat = Probe(f"{text}, zero slope", shape, 6, 1.0, nn.ReLU, seed=30, flat=True)
    return (*usual_ones, flat, Probe(f"{text}, 32 samples", shape, 32, 1.4, seed=31))
