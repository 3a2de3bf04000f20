"""Which iterations one compiled program serves: all that is no tensor in it, and what no program covers."""

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import nn

from ganreg.constraints.abstract import AbstractConstraint, AbstractPenalty
from ganreg.games import Alternating
from ganreg.recipe import Recipe
from ganreg.state import EngineState
from ganreg_torch.placement import Placement
from ganreg_torch.player import Player
from ganreg_torch.players import Players
from ganreg_torch.precision import FULL

PLAIN = (bool, int, float, str, tuple, type(None))


def not_covered(recipe: Recipe, players: Players, placement: Placement) -> str:
    """Why no program computes a recipe; empty if one may."""
    if type(recipe.game) is not Alternating:
        return f"the game {type(recipe.game).__name__} is played step by step; only Alternating is compiled"
    if players.random:
        return "a module of your own draws from PyTorch's own generator (dropout); specified networks' dropout does not"
    if placement.precision != FULL:
        return f"precision={placement.precision!r} is computed eagerly; precision='full' is compiled"
    return ""


def pattern_of(recipe: Recipe, players: Players, state: EngineState, n_critic: int) -> tuple[Any, ...]:
    """What differs between programs: the constraints at each update, and what a user's own modules hold beside tensors.

    Whatever moves and is no tensor is part of it, so that nothing of one iteration is compiled into another.
    """
    first, constraints = state.critic.updates, recipe.constraints
    times = range(first, first + n_critic + 1)
    standing = tuple(
        _at(constraint, kept, times) for constraint, kept in zip(constraints, state.constraints, strict=True)
    )
    return standing, *(_held(player) for player in (players.critic, players.generator) if not player.specified)


def _at(constraint: AbstractConstraint, state: Mapping[str, Any], times: Iterable[int]) -> tuple[Any, ...]:
    """Whether a constraint is due at each update, how it stands there, and the plain numbers of its state."""
    due = tuple(constraint.is_due(time) for time in times) if isinstance(constraint, AbstractPenalty) else ()
    now = tuple(None if (one := constraint.now(state, time)) is constraint else repr(one) for time in times)
    plain = tuple((name, value) for name, value in state.items() if not isinstance(value, torch.Tensor))
    return due, now, plain


def _held(player: Player) -> tuple[Any, ...]:
    return tuple(_plain(module) for module in player.module.modules())


def _plain(module: nn.Module) -> tuple[Any, ...]:
    """The attributes of a module that its forward may depend on without a trace: modes, counters, factors."""
    return tuple(
        (name, repr(value)) for name, value in vars(module).items() if isinstance(value, PLAIN) and name[:1] != "_"
    )
