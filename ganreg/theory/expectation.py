"""An engine whose gradients are expectations over what its constraints draw, by Gauss–Hermite quadrature."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import erf, floor, prod, sqrt
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients
from ganreg.draws import Draws, Float64, HostStream, StepDraws
from ganreg.state import EngineState

NODES = 12
"""Per stream of draws. What is a polynomial of the draws of degree below 24 has its expectation exactly."""

PLAYERS = ("critic", "generator")


def expected(engine: AbstractEngine, batch: Batch) -> AbstractEngine:
    """The engine itself if nothing that it draws matters at its present state; else one that takes expectations."""
    streams = {player: _streams(engine, player, batch) for player in PLAYERS}
    return ExpectedEngine(engine, streams) if any(streams.values()) else engine


class ExpectedEngine(AbstractEngine):
    """Another engine, with E[gradients] in place of gradients at one draw. For critics of one number.

    Args:
        engine: computes the gradients.
        streams: by player, the paths of the draws that matter, each of which is one number per sample.
    """

    def __init__(self, engine: AbstractEngine, streams: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(engine.recipe)
        self._engine = engine
        self._streams = streams

    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """Σ wᵢ·gradients(zᵢ) over the nodes zᵢ of all streams; terms likewise, all else as at the last node."""
        params: dict[str, Any] = {}
        terms: dict[str, float] = {}
        for weight, numbers in _nodes(self._streams[player]):
            at = _FixedDraws(draw.draws, player, draw.update, draw.evaluation, numbers=numbers)
            found = self._engine.gradients(player, state, batch, at)
            params = {name: weight * array + params.get(name, 0) for name, array in found.params.items()}
            terms = {name: weight * value + terms.get(name, 0) for name, value in found.terms.items()}
        return attrs.evolve(found, params=params, terms=terms)

    @property
    def state(self) -> EngineState:
        """The engine's."""
        return self._engine.state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state."""
        self._engine.load_state(state)

    def to_numpy(self, array: Any) -> NDArray[Any]:
        """An array on the host."""
        return self._engine.to_numpy(array)

    def from_numpy(self, array: NDArray[Any]) -> Any:
        """A host array as one of the engine's."""
        return self._engine.from_numpy(array)

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step."""
        self._engine.apply(player, gradients)

    def sample(
        self, latent: NDArray[np.float64], label: NDArray[Any] | None = None, averaged: bool = False
    ) -> NDArray[Any]:
        """Generated samples."""
        return self._engine.sample(latent, label, averaged)

    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's scores."""
        return self._engine.scores(x, label)

    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The norms of the critic's gradient."""
        return self._engine.slopes(x, label)


@attrs.frozen
class _Fixed(HostStream):
    """A stream whose every number comes from one standard normal z: z itself, or Φ(z), which is uniform."""

    z: float = 0.0

    def normal(self, shape: tuple[int, ...]) -> Float64:
        """All z."""
        return np.full(shape, self.z)

    def uniform(self, shape: tuple[int, ...]) -> Float64:
        """All Φ(z)."""
        return np.full(shape, self._share)

    def integers(self, high: int, n: int) -> NDArray[np.int64]:
        """All ⌊high·Φ(z)⌋."""
        return np.full(n, floor(high * self._share))

    @property
    def _share(self) -> float:
        return 0.5 * (1 + erf(self.z / sqrt(2)))


@attrs.frozen
class _FixedDraws(StepDraws):
    """One number per path; it is told which paths were asked for."""

    numbers: Mapping[str, float] = attrs.field(factory=dict, kw_only=True)
    asked: set[str] = attrs.field(factory=set, kw_only=True)

    def stream(self, path: str) -> HostStream:
        """The stream of one purpose."""
        self.asked.add(path)
        return _Fixed(StepDraws.stream(self, path).generator, self.numbers.get(path, 0.0))


def _streams(engine: AbstractEngine, player: str, batch: Batch) -> tuple[str, ...]:
    """The paths of the draws on which a player's gradient depends at the present state."""
    draws, asked = Draws(0), set[str]()

    def gradient(**numbers: float) -> list[Float64]:
        at = _FixedDraws(draws, player, 0, numbers=numbers, asked=asked)
        found = engine.gradients(player, engine.state, batch, at)
        return [engine.to_numpy(array) for array in found.params.values()]

    gradient()
    return tuple(path for path in sorted(asked) if _differ(gradient(**{path: -1.0}), gradient(**{path: 0.5})))


def _differ(one: list[Float64], other: list[Float64]) -> bool:
    return any(np.max(np.abs(a - b)) > 1e-12 for a, b in zip(one, other, strict=True))


def _nodes(streams: tuple[str, ...]) -> Iterator[tuple[float, dict[str, float]]]:
    """Weight and numbers of each node of the product rule."""
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    rule = list(zip(points, weights / sqrt(2 * np.pi), strict=True))
    for node in product(rule, repeat=len(streams)):
        yield prod(weight for _, weight in node), dict(zip(streams, (z for z, _ in node), strict=True))
