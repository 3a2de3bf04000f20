"""How good a sampler of the grid is, as one number between that of a Gaussian and that of the grid itself."""

from collections.abc import Callable
from functools import cache
from math import sqrt
from typing import Self

import attrs

from ganreg.data.grid import Grid
from ganreg.draws import Draws, Float64, HostStream
from ganreg.metrics import Modes
from ganreg.theory import transport

GRID = Grid()
SAMPLES = 2500
REPETITIONS = 3
SEED = 0
"""Of the real samples that all are measured against; no architecture's."""


@attrs.frozen(kw_only=True)
class Quality:
    """What 2,500 samples are worth.

    Args:
        w1: the exact W₁ between them and 2,500 real ones.
        score: (gaussian − w1)/(gaussian − perfect): 1 for fresh real samples, 0 for a Gaussian, negative for what is
            worse.
        modes: those of the 25 with a sample within 3σ.
        high_quality: the share of samples within 3σ of a mode.
    """

    w1: float
    score: float
    modes: int
    high_quality: float

    @classmethod
    def of(cls, samples: Float64) -> Self:
        """The quality of samples `(2500, 2)`."""
        found = Modes().on(GRID).measure(None, samples, _stream("modes"))
        w1 = distance(samples)
        return cls(
            w1=w1,
            score=(gaussian() - w1) / (gaussian() - perfect()),
            modes=int(found["modes_covered"]),
            high_quality=found["high_quality"],
        )


def distance(samples: Float64) -> float:
    """W₁ to real samples, always the same."""
    return transport(samples, GRID.sample(SAMPLES, _stream("real"))).cost


@cache
def perfect() -> float:
    """The mean distance of fresh real samples: of finitely many it is not 0."""
    return _mean("perfect", lambda stream: GRID.sample(SAMPLES, stream))


@cache
def gaussian() -> float:
    """The mean distance of samples of the Gaussian with the grid's mean and covariance.

    It is what a generator without hidden layers could do.
    """
    return _mean("gaussian", lambda stream: gaussian_samples(SAMPLES, stream))


def gaussian_samples(n: int, stream: HostStream) -> Float64:
    """Samples `(n, 2)` of it: mean 0, variance spacing²·(side² − 1)/12 + std² along both axes."""
    return sqrt(GRID.spacing**2 * (GRID.side**2 - 1) / 12 + GRID.std**2) * stream.normal((n, GRID.shape[0]))


def _mean(path: str, drawn: Callable[[HostStream], Float64]) -> float:
    distances = [distance(drawn(_stream(path, repetition))) for repetition in range(REPETITIONS)]
    return sum(distances) / REPETITIONS


def _stream(path: str, repetition: int = 0) -> HostStream:
    return Draws(SEED).stream(f"architectures/{path}", evaluation=repetition)
