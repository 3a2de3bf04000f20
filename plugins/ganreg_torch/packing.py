"""An engine's state as a list of tensors, and back: what a compiled iteration is called with and returns."""

from collections.abc import Iterator
from typing import Any

import attrs
import torch

from ganreg.state import EngineState, FlatParameters, OptimizerState, Parameters, PlayerState

PLAYERS = ("critic", "generator")


def packed(state: EngineState) -> list[torch.Tensor]:
    """All tensors that an iteration reads and moves; averages and anchors stay with the engine."""
    tensors: list[torch.Tensor] = []
    for name in PLAYERS:
        player = state.player(name)
        for arrays in (player.params, *player.optimizer.moments.values(), player.buffers):
            tensors += _tensors(arrays)
    return tensors + [value for kept in state.constraints for value in kept.values() if _is_tensor(value)]


def unpacked(state: EngineState, tensors: Iterator[torch.Tensor]) -> EngineState:
    """The state of that structure with other tensors; numbers that are none stay."""
    for name in PLAYERS:
        state = state.with_player(name, _player(state.player(name), tensors))
    constraints = tuple(
        {key: next(tensors) if _is_tensor(value) else value for key, value in kept.items()}
        for kept in state.constraints
    )
    return attrs.evolve(state, constraints=constraints)


def _player(player: PlayerState, tensors: Iterator[torch.Tensor]) -> PlayerState:
    params = _like(player.params, tensors)
    moments = {name: _like(arrays, tensors) for name, arrays in player.optimizer.moments.items()}
    optimizer = OptimizerState(player.optimizer.step, moments)
    return attrs.evolve(player, params=params, optimizer=optimizer, buffers=_like(player.buffers, tensors))


def _tensors(arrays: Parameters) -> list[torch.Tensor]:
    return [arrays.buffer] if isinstance(arrays, FlatParameters) else [*arrays.values()]


def _like(arrays: Parameters, tensors: Iterator[torch.Tensor]) -> Parameters:
    if isinstance(arrays, FlatParameters):
        return arrays.like(next(tensors))
    return {name: next(tensors) for name in arrays}


def _is_tensor(value: Any) -> bool:
    return isinstance(value, torch.Tensor)
