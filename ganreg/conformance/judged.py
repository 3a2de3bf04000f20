"""The reference at play, each of its evaluations judged first."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients
from ganreg.conformance.case import Pair
from ganreg.conformance.conditioning import unfit
from ganreg.conformance.steps import unsteady
from ganreg.draws import StepDraws
from ganreg.state import EngineState

Array = Any


class Unfit(Exception):  # noqa: N818 - an outcome, not an error
    """An evaluation that cannot tell right from wrong; the message says why."""


class JudgedReference(AbstractEngine):
    """The reference of a pair, for a game rule to play on: wherever the rule evaluates, the example must be fit.

    Args:
        pair: whose reference plays.
        kind: the row of the tolerance table by which the whole is compared.

    Raises:
        Unfit: a gradient is asked for where it cannot tell right from wrong.
    """

    def __init__(self, pair: Pair, kind: str) -> None:
        super().__init__(pair.reference.recipe)
        self.pair, self.kind = pair, kind
        self.engine, self.draws = pair.reference, pair.reference.draws

    @property
    def state(self) -> EngineState:
        """The reference's."""
        return self.engine.state

    def load_state(self, state: EngineState) -> None:
        """Let the reference go on from a state."""
        self.engine.load_state(state)

    def to_numpy(self, array: Array) -> NDArray[Any]:
        """The array itself."""
        return self.engine.to_numpy(array)

    def from_numpy(self, array: NDArray[Any]) -> Array:
        """The array in float64."""
        return self.engine.from_numpy(array)

    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """The reference's gradients, if the example is fit there."""
        if reason := unfit(self.pair, player, state, draw):
            raise Unfit(reason)
        return self.engine.gradients(player, state, batch, draw)

    def field_pullback(
        self, state: EngineState, batches: Mapping[str, Batch | None], draws: Mapping[str, StepDraws]
    ) -> dict[str, Gradients]:
        """The reference's."""
        return self.engine.field_pullback(state, batches, draws)

    def apply(self, player: str, gradients: Gradients) -> None:
        """A step of the reference, if rounding of these gradients would not lead elsewhere."""
        if reason := unsteady(self.pair, player, gradients.params, self.kind):
            raise Unfit(reason)
        self.engine.apply(player, gradients)

    def sample(self, latent: NDArray[Any], label: NDArray[Any] | None = None, averaged: bool = False) -> NDArray[Any]:
        """The reference's samples."""
        return self.engine.sample(latent, label, averaged)

    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The reference's scores."""
        return self.engine.scores(x, label)

    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The reference's slopes."""
        return self.engine.slopes(x, label)
