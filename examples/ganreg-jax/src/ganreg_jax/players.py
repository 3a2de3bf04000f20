"""One player: its network, its optimizer, and its numbers in one array each."""

from typing import Any

import attrs
import numpy as np

from ganreg.constraints.abstract import AbstractProjection
from ganreg.draws import Draws
from ganreg.networks.network import BoundNetwork
from ganreg.objectives import due_projections
from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.recipe import Recipe
from ganreg.schedules import settled
from ganreg.schedules.still import parted
from ganreg.state import EngineState, OptimizerState, Parameters, PlayerState
from ganreg_jax.compiled import shared
from ganreg_jax.flat import Flat, Layout, layout_of
from ganreg_jax.placement import Placement
from ganreg_jax.update import Moments, Present, Rule

Array = Any


@attrs.frozen
class Player:
    """What a player is, apart from its state.

    Args:
        name: `critic` or `generator`.
        network: its specification.
        optimizer: its own.
        placement: of its arrays.
        averaged: whether an average of its parameters is kept.
    """

    name: str
    network: BoundNetwork
    optimizer: AbstractOptimizer
    placement: Placement
    averaged: bool = False
    layout: Layout = attrs.field(init=False)

    @layout.default
    def _layout(self) -> Layout:
        return layout_of(self.network)

    @classmethod
    def both(cls, recipe: Recipe, placement: Placement) -> "dict[str, Player]":
        """The players of a recipe."""
        critic, generator = recipe.bound_critic(), recipe.bound_generator()
        return {
            "critic": cls("critic", critic, recipe.critic_optimizer, placement),
            "generator": cls("generator", generator, recipe.generator_optimizer, placement, recipe.average is not None),
        }

    def flat(self, arrays: Parameters) -> Flat:
        """Arrays of any kind and in any order, as one array here; the argument itself if it is that already."""
        if isinstance(arrays, Flat) and arrays.shapes is self.layout:
            return arrays
        parts = [np.asarray(arrays[name], dtype=self.placement.dtype).reshape(-1) for name in self.layout]
        return self.of_array(self.placement.array(np.concatenate(parts)))

    def of_array(self, buffer: Array) -> Flat:
        """Parameters, gradients or moments by name, from the array that holds them."""
        return Flat(buffer, self.layout)

    def initial(self, draws: Draws) -> PlayerState:
        """The state at the start, of the recipe's seed; made on the host, where nothing has to be compiled."""
        drawn = {name: self.placement.host(value) for name, value in self.network.initial(draws, self.name).items()}
        buffers = self.network.initial_buffers(draws, self.name)
        average = drawn if self.averaged else {}
        return self.placed(PlayerState(drawn, self.optimizer.init(drawn, np), buffers=buffers, average=average))

    def placed(self, own: PlayerState) -> PlayerState:
        """A state given in any arrays."""
        moments = {name: self.flat(arrays) for name, arrays in own.optimizer.moments.items()}
        kept: dict[str, Any] = {
            part: self.flat(getattr(own, part)) for part in ("average", "anchor") if getattr(own, part)
        }
        return attrs.evolve(
            own,
            params=self.flat(own.params),
            optimizer=OptimizerState(own.optimizer.step, moments),
            buffers=self.placement.arrays(own.buffers),
            **kept,
        )

    def update(self, recipe: Recipe, state: EngineState) -> tuple[Rule, Present]:
        """What the next update is compiled for, and what it starts from."""
        own = state.player(self.name)
        parts = [parted(self.optimizer, settled(self.optimizer, own.optimizer.step))]
        if self.name == "critic":
            projections = [one for one in recipe.constraints if isinstance(one, AbstractProjection)]
            due = due_projections(recipe.constraints, state.constraints, own.updates)
            parts += [parted(one, now) for one, now in zip(projections, due, strict=True)]
        still, numbers = zip(*parts, strict=True)
        rule = shared(Rule(still[0], tuple(still[1:]), self.network))
        moments = {name: self.flat(moment).buffer for name, moment in own.optimizer.moments.items()}
        return rule, Present(self.flat(own.params).buffer, moments, own.optimizer.step, tuple(numbers))

    def after(self, own: PlayerState, found: tuple[Array, Moments], buffers: Parameters) -> PlayerState:
        """The state after an update that led to these parameters and moments, all but the average."""
        moments = {name: self.of_array(moment) for name, moment in found[1].items()}
        (new,) = self.placement.states((buffers,))
        return attrs.evolve(
            own,
            params=self.of_array(found[0]),
            optimizer=OptimizerState(own.optimizer.step + 1, moments),
            updates=own.updates + 1,
            buffers={**own.buffers, **new},
        )
