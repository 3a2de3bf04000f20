"""The critic's weights as it computes with them, where constraints reparametrise them."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs

from ganreg.constraints.abstract import AbstractConstraint, AbstractReparametrisation, State
from ganreg.state import Parameters

Array = Any
States = tuple[Mapping[str, Any], ...]


@attrs.frozen
class DueReparametrisation:
    """A reparametrisation as it stands at an update, and its place in the recipe."""

    index: int
    constraint: AbstractReparametrisation


def due_reparametrisations(
    constraints: tuple[AbstractConstraint, ...], states: States, update: int
) -> list[DueReparametrisation]:
    """The reparametrisations as they stand at critic update `update`, in order."""
    return [
        DueReparametrisation(index, constraint.now(states[index], update))
        for index, constraint in enumerate(constraints)
        if isinstance(constraint, AbstractReparametrisation)
    ]


@attrs.frozen
class Stage:
    """One reparametrisation as it stands at an update, its place in the recipe, and the weights that it was given."""

    index: int
    constraint: AbstractReparametrisation
    state: State
    weights: Parameters


@attrs.frozen
class EffectiveWeights:
    """W̃ = h_k(… h_1(W)) over the reparametrisations of a recipe, in their order.

    Args:
        values: W̃, all weights by name; W itself where nothing reparametrises it.
        stages: how they came about.
    """

    values: Parameters
    stages: tuple[Stage, ...] = ()

    @classmethod
    def of(
        cls, params: Parameters, constraints: tuple[AbstractConstraint, ...], states: States, update: int, xp: Any
    ) -> Self:
        """The weights with which the critic computes at critic update `update`."""
        return cls.through(params, due_reparametrisations(constraints, states, update), states, xp)

    @classmethod
    def through(cls, params: Parameters, due: Sequence[DueReparametrisation], states: States, xp: Any) -> Self:
        """The weights after some reparametrisations, one after another."""
        stages: list[Stage] = []
        for item in due:
            stages.append(Stage(item.index, item.constraint, states[item.index], params))
            params = {**params, **item.constraint.effective(params, states[item.index], xp)}
        return cls(params, tuple(stages))

    def pullback(self, gradients: Parameters, xp: Any) -> Parameters:
        """The gradient in W from that in W̃; all weights by name."""
        for stage in reversed(self.stages):
            gradients = {**gradients, **stage.constraint.pullback(stage.weights, stage.state, gradients, xp)}
        return gradients

    def next_states(self, states: States, xp: Any) -> States:
        """All constraints' states after an update at these weights; those of other kinds stay as they are given."""
        after = list(states)
        for stage in self.stages:
            after[stage.index] = stage.constraint.next_state(stage.state, stage.weights, xp)
        return tuple(after)
