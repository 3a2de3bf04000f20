"""The numbers of optimizers that move from step to step: tensors for a compiled iteration, not constants in it."""

from collections.abc import Mapping
from typing import Any

import attrs
import torch

from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.recipe import Recipe
from ganreg.schedules import replaced
from ganreg.schedules.abstract import AbstractSchedule

Moving = dict[str, list[dict[str, Any]]]
"""Of each player, for each of its steps: the number of steps before it, `step`, and its settled schedules."""


def optimizer_of(recipe: Recipe, player: str) -> AbstractOptimizer:
    """A player's optimizer."""
    return recipe.critic_optimizer if player == "critic" else recipe.generator_optimizer


def moving_numbers(recipe: Recipe, first: Mapping[str, int], counts: Mapping[str, int]) -> Moving:
    """The numbers of so many steps of each player, after `first` of them."""
    return {
        player: [_at(optimizer_of(recipe, player), first[player] + k) for k in range(count)]
        for player, count in counts.items()
    }


def as_vector(numbers: Moving, device: torch.device) -> torch.Tensor:
    """All of them in order, float64: a step's number is exact, and no array is widened by a scalar."""
    values = [value for steps in numbers.values() for step in steps for value in step.values()]
    return torch.tensor(values, dtype=torch.float64, device=device)


def from_vector(numbers: Moving, vector: torch.Tensor) -> Moving:
    """The same structure with the elements of a vector."""
    elements = iter(vector.unbind())
    return {player: [{name: next(elements) for name in step} for step in steps] for player, steps in numbers.items()}


def settled_rule(optimizer: AbstractOptimizer, numbers: Mapping[str, Any]) -> AbstractOptimizer:
    """The optimizer with the moving numbers of one step."""
    moving = {name: value for name, value in numbers.items() if name != "step"}
    return replaced(optimizer, **moving) if moving else optimizer


def _at(optimizer: AbstractOptimizer, step: int) -> dict[str, float]:
    fields = {field.name: getattr(optimizer, field.name) for field in attrs.fields(type(optimizer))}
    moving = {name: value(step) for name, value in fields.items() if isinstance(value, AbstractSchedule)}
    return {"step": float(step), **{name: float(value) for name, value in moving.items()}}
