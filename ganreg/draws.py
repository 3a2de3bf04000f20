"""Every random number of a training run.

A draw is a pure function of (seed, path, player, update, evaluation): the path and the seed make the key of a
counter-based Philox generator, the three integers its counter. So a step can be repeated alone, a resumed run needs no
generator state, two components never share numbers, and every backend sees the same float64 values, cast afterwards.

Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3" (Philox); NumPy's implementation of it.
"""

from functools import cache
from hashlib import blake2b
from typing import Any, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

PLAYERS = {"": 0, "critic": 1, "generator": 2}


class Stream(Protocol):
    """A source of independent numbers for one purpose at one step. Arrays come in the backend's own type."""

    def uniform(self, shape: tuple[int, ...]) -> Any:
        """Numbers from U[0, 1)."""

    def normal(self, shape: tuple[int, ...]) -> Any:
        """Numbers from N(0, 1)."""


@cache
def path_key(path: str) -> int:
    """The 64-bit key of a path, the same on every machine."""
    return int.from_bytes(blake2b(path.encode(), digest_size=8).digest(), "little")


class Draws:
    """All the draws that belong to one seed.

    Args:
        seed: an integer in [0, 2⁶⁴).
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._bits = np.random.Philox(0)
        self._generator = np.random.Generator(self._bits)
        self._stream = HostStream(self._generator)
        # Constructing a generator for every draw would cost thirty times as much as resetting the state of a kept one,
        # and a state that is an array three times as much as one of Python's integers.
        self._place: dict[str, tuple[int, ...]] = {}
        self._state: Any = {**self._bits.state, "buffer": (0, 0, 0, 0), "state": self._place}

    def generator(self, path: str, *, player: str = "", update: int = 0, evaluation: int = 0) -> np.random.Generator:
        """The NumPy generator of that place and time. Draw from it at once: the next call resets it."""
        self._place["key"] = self.seed, path_key(path)
        self._place["counter"] = 0, update, evaluation, PLAYERS[player]
        self._bits.state = self._state
        return self._generator

    def stream(self, path: str, *, player: str = "", update: int = 0, evaluation: int = 0) -> "HostStream":
        """The float64 stream of that place and time, until the next call. Draws from one stream follow one another."""
        self.generator(path, player=player, update=update, evaluation=evaluation)
        return self._stream

    def at(self, player: str, update: int, evaluation: int = 0) -> "StepDraws":
        """The draws of one step of one player."""
        return StepDraws(self, player, update, evaluation)


@attrs.frozen
class HostStream:
    """A `Stream` of float64 NumPy arrays."""

    generator: np.random.Generator

    def uniform(self, shape: tuple[int, ...]) -> Float64:
        """Numbers from U[0, 1), float64."""
        return self.generator.random(shape)

    def normal(self, shape: tuple[int, ...]) -> Float64:
        """Numbers from N(0, 1), float64."""
        return self.generator.standard_normal(shape)

    def bernoulli(self, p: float, shape: tuple[int, ...]) -> Float64:
        """Ones with probability p, zeros otherwise, float64."""
        return (self.generator.random(shape) < p).astype(np.float64)

    def integers(self, high: int, n: int) -> NDArray[np.int64]:
        """`n` integers from U{0, …, high − 1}."""
        return self.generator.integers(high, size=n)


@attrs.frozen
class StepDraws:
    """The draws of one evaluation in one update of one player: what a backend is given for one step."""

    draws: Draws
    player: str
    update: int
    evaluation: int = 0

    def stream(self, path: str) -> HostStream:
        """The stream of one purpose, such as `latent` or `constraint/0/epsilon`."""
        return self.draws.stream(path, player=self.player, update=self.update, evaluation=self.evaluation)

    def kept_stream(self, path: str) -> HostStream:
        """The same numbers as `stream`, from a generator that no other stream resets: for draws in between others."""
        return attrs.evolve(self, draws=Draws(self.draws.seed)).stream(path)
