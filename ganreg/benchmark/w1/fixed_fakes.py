"""A GAN whose generator is fixed: its fake samples are drawn from a distribution that is given."""

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np

from ganreg.draws import Draws, Float64, HostStream
from ganreg.networks import Dense, Sequential

Sampler = Callable[[int, HostStream], Float64]
LATENT = "latent"
"""The path of the generator's draws."""


def identity(dim: int) -> Sequential:
    """A generator that returns its latents `(n, dim)`."""
    return Sequential((Dense(dim, bias=False),), weights={"0.weight": np.eye(dim)})


class FixedFakes(Draws):
    """The draws of a seed, but latents come from a distribution: with the generator `identity` they are fake samples.

    So the critic's step of every backend trains between two distributions, and nothing about the backend changes.

    Args:
        seed: as for `Draws`.
        sampler: from a number and a stream to so many samples of the distribution.
    """

    def __init__(self, seed: int, sampler: Sampler) -> None:
        super().__init__(seed)
        self._sampler = sampler

    def stream(self, path: str, **place: Any) -> HostStream:
        """The stream of that place and time; that of latents gives samples wherever normal numbers are asked for."""
        stream = super().stream(path, **place)
        return _Samples(stream.generator, self._sampler) if path == LATENT else stream


@attrs.frozen
class _Samples(HostStream):
    sampler: Sampler

    def normal(self, shape: tuple[int, ...]) -> Float64:
        """Samples in the place of normal numbers."""
        return self.sampler(shape[0], HostStream(self.generator))
