"""The eager engine, run on the tensors of a trace: the same steps, with nothing read and nothing followed."""

from collections.abc import Callable, Mapping
from typing import Any

import array_api_compat.torch as xp
import torch

from ganreg.backend import Batch, Gradients
from ganreg.state import EngineState, FlatParameters, OptimizerState, Parameters, PlayerState
from ganreg_torch.asked import AskedDraw, Serve
from ganreg_torch.engine import TorchEngine
from ganreg_torch.moving import Moving, optimizer_of, settled_rule
from ganreg_torch.player import PlayerAt


class TracedEngine(TorchEngine):
    """One iteration of an engine's game from a given state.

    Attributes:
        told: the terms of all updates, in order, as tensors.
    """

    def __init__(self, engine: TorchEngine, state: EngineState, serve: Serve, numbers: Moving) -> None:
        vars(self).update(vars(engine))
        self._state = state
        self._serve = serve
        self._first = {name: state.player(name).updates for name in ("critic", "generator")}
        self._numbers = {name: iter(steps) for name, steps in numbers.items()}
        self._ahead: Any = self
        self._device_draws = None
        self.told: list[torch.Tensor] = []

    def evaluate(self, player: str, state: EngineState, batch: Batch | None, evaluation: int = 0) -> Gradients:
        """The gradients of a player's next update; terms are not looked at."""
        update = state.player(player).updates
        draw = AskedDraw(self.draws, player, update, evaluation, self._serve, self._first[player])
        return self.gradients(player, state, batch, draw)

    def numbers(self, draw: AskedDraw, path: str, what: Any, make: Callable[[Any], Mapping[str, Any]]) -> Any:
        """What a step draws, in the place of the draws ahead."""
        return {name: self.placement.tensor(value) for name, value in make(draw.stream(path)).items()}

    def averaged(self, own: PlayerState, params: Parameters, xp: Any) -> Parameters:
        """None: no gradient depends on the average, so the engine makes it afterwards."""
        return {}

    def _at(self, player: str, state: EngineState) -> PlayerAt:
        return self.players[player].at(state.player(player), current=False)

    def _real(self, player: str, batch: Batch | None) -> torch.Tensor:
        assert batch is not None
        assert batch.x is not None
        given: torch.Tensor = batch.x
        return given

    def _label(self, batch: Batch | None) -> torch.Tensor | None:
        return None if batch is None else batch.label

    def _updated(
        self, player: str, grads: FlatParameters, state: OptimizerState, params: FlatParameters
    ) -> tuple[Parameters, OptimizerState]:
        """By the optimizer's own formula, which a compiler fuses, at a step whose number is a tensor."""
        numbers = next(self._numbers[player])
        rule = settled_rule(optimizer_of(self.recipe, player), numbers)
        new, after = rule.update(grads, OptimizerState(numbers["step"], state.moments), params, xp)
        return new, OptimizerState(state.step + 1, after.moments)

    def _followed(self, player: str, state: PlayerState) -> None:
        """Modules keep their numbers until the iteration is done."""

    def _reported(self, terms: Mapping[str, torch.Tensor]) -> Any:
        self.told += (values := [value.detach() for value in terms.values()])
        return dict(zip(terms, values, strict=True))
