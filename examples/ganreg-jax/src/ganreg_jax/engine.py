"""The engine of the backend `jax`."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients, Terms, check_finite
from ganreg.draws import StepDraws
from ganreg.objectives import started
from ganreg.recipe import Recipe
from ganreg.state import EngineState
from ganreg_jax.admission import check_recipe
from ganreg_jax.batches import Batches
from ganreg_jax.compiled import Compiled, shared
from ganreg_jax.drawn import Drawn
from ganreg_jax.field import FIELD_PULLBACK
from ganreg_jax.placement import Placement
from ganreg_jax.players import Player
from ganreg_jax.preparation import Preparation, Prepared
from ganreg_jax.settled import IN_USE, Settled
from ganreg_jax.steps import GRADIENTS, STEP, UPDATE
from ganreg_jax.update import Present, Rule, is_traceable, updated
from ganreg_jax.use import NORMS, OUTPUT, InUse

Array = Any
PLAYERS = ("critic", "generator")


class JaxEngine(AbstractEngine):
    """Parameters, gradients and moments each lie in one array per player; a step is one call of a compiled function."""

    def __init__(self, recipe: Recipe, placement: Placement, jit: bool) -> None:
        recipe = recipe.among()
        super().__init__(recipe)
        self.placement, self.jit = placement, jit
        self.players = Player.both(recipe, placement)
        networks = {name: player.network for name, player in self.players.items()}
        check_recipe(recipe, **networks)
        self.labelled = tuple(name for name, network in networks.items() if network.classes is not None)
        masks = {name: network.masks() for name, network in networks.items()}
        self._batches = Batches(recipe, placement, recipe.classes())
        self._preparation = Preparation(recipe, self.players, self._batches, Drawn(placement, masks))
        with placement.here():
            critic, generator = (self.players[name].initial(self.draws) for name in PLAYERS)
            weights = networks["critic"].initial(self.draws, "critic")
            constraints = placement.states(started(recipe.constraints, weights, self.draws))
            self._state = recipe.game.start(EngineState(critic, generator, constraints))

    # State --------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> EngineState:
        """The present state; JAX's arrays never change."""
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state."""
        with self.placement.here():
            placed = {name: self.players[name].placed(state.player(name)) for name in PLAYERS}
            self._state = attrs.evolve(state, **placed, constraints=self.placement.states(state.constraints))

    def to_numpy(self, array: Array) -> NDArray[Any]:
        """An array of this engine on the host."""
        return self.placement.to_numpy(array)

    def from_numpy(self, array: NDArray[Any]) -> Array:
        """A host array as one of this engine's."""
        with self.placement.here():
            return self.placement.array(array)

    # Steps --------------------------------------------------------------------------------------------------------

    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """The gradients of one player's loss, by a compiled function.

        Raises:
            DataError: samples or labels are missing, or are not what the networks take.
            UnsupportedError: there are labels, and neither network takes some; or a formula cannot be traced.
        """
        with self.placement.here():
            step = self._preparation.step(player, state, batch, draw)
            return self._found(step, GRADIENTS[player](step.plan, step.given, jit=self.jit))

    def field_pullback(
        self, state: EngineState, batches: Mapping[str, Batch | None], draws: Mapping[str, StepDraws]
    ) -> dict[str, Gradients]:
        """∇½‖v‖² in both players' parameters; see `AbstractEngine.field_pullback`."""
        with self.placement.here():
            steps = [self._preparation.step(name, state, batches[name], draws[name]) for name in PLAYERS]
            found = FIELD_PULLBACK(tuple(step.plan for step in steps), *(step.given for step in steps), jit=self.jit)
            return {name: self._pulled(name, found[name]) for name in PLAYERS}

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step, then for the critic the projections."""
        with self.placement.here():
            gradient = self.players[player].flat(gradients.params).buffer
            rule, present = self.players[player].update(self.recipe, self._state)
            compiled = self._is_traceable(rule, present)
            after = UPDATE(rule, gradient, present, jit=self.jit) if compiled else updated(rule, gradient, present)
            self._move(player, after, gradients)

    def critic_step(self, batch: Batch) -> Terms:
        """One critic update, gradients and all, in one compiled function."""
        return self._whole_step("critic", batch)

    def generator_step(self, batch: Batch | None = None) -> Terms:
        """One generator update, likewise."""
        return self._whole_step("generator", batch)

    def iteration(self, critic_batches: Sequence[Batch], generator_batch: Batch | None = None) -> Terms:
        """One generator iteration by the recipe's game, which may compute with states in float64."""
        with self.placement.here():
            return super().iteration(critic_batches, generator_batch)

    def _whole_step(self, player: str, batch: Batch | None) -> Terms:
        with self.placement.here():
            update = self._state.player(player).updates
            rule, present = self.players[player].update(self.recipe, self._state)
            if not self._is_traceable(rule, present):
                gradients = self.evaluate(player, self._state, batch)
                self.apply(player, gradients)
                return gradients.terms
            step = self._preparation.step(player, self._state, batch, self.draws.at(player, update))
            found, after = STEP[player]((step.plan, rule), step.given, present, jit=self.jit)
            gradients = self._found(step, found)
            check_finite(gradients.terms, player, update)
            self._move(player, after, gradients)
            return gradients.terms

    def _is_traceable(self, rule: Rule, present: Present) -> bool:
        """Whether an update can be compiled; without compilation anything goes."""
        names = tuple(tuple(own) for own in present.numbers)
        return not self.jit or is_traceable(rule, tuple(present.moments), self.placement.dtype, names)

    def _found(self, step: Prepared, found: Mapping[str, Any]) -> Gradients:
        """What a compiled function has found, as the contract has it. States that follow a penalty do so here."""
        terms = dict(zip(step.terms, np.asarray(found["terms"]).tolist(), strict=True))
        constraints = list(step.state.constraints)
        for index, observed in found.get("observed", {}).items():
            constraints[index] = self.recipe.constraints[index].next_state(constraints[index], observed, jnp)
        for index, after in found.get("states", {}).items():
            constraints[index] = after
        params = self.players[step.player].of_array(found["gradient"])
        return Gradients(params, terms, tuple(constraints), found["buffers"])

    def _pulled(self, player: str, found: Mapping[str, Any]) -> Gradients:
        params = self.players[player].of_array(found["gradient"])
        return Gradients(params, {f"{player}_pullback_norm": float(found["norm"])})

    def _move(self, player: str, after: Any, gradients: Gradients) -> None:
        """Make what an update has led to the present state."""
        own = self._state.player(player)
        new = self.players[player].after(own, after, gradients.buffers)
        new = attrs.evolve(new, average=self.averaged(own, new.params, jnp))
        constraints = gradients.constraints if player == "critic" and gradients.constraints else self._state.constraints
        state = self._state.with_player(player, new)
        self._state = attrs.evolve(state, constraints=self.placement.states(constraints))

    # Use ----------------------------------------------------------------------------------------------------------

    def sample(
        self, latent: NDArray[np.float64], label: NDArray[Any] | None = None, averaged: bool = False
    ) -> NDArray[Any]:
        """Generated samples."""
        return self._used(OUTPUT, "generator", latent, label, averaged)

    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's scores `(n,)`."""
        return self._used(OUTPUT, "critic", x, label).reshape(-1)

    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The norms `(n,)` of the critic's gradient."""
        return self._used(NORMS, "critic", x, label)

    def _used(
        self, function: Compiled, player: str, x: NDArray[Any], label: NDArray[Any] | None, averaged: bool = False
    ) -> NDArray[Any]:
        """A function of a player's network in use, on the host."""
        own, whose = self._state.player(player), self.players[player]
        labels = self._batches.labels(label, len(x)) if player in self.labelled else None
        with self.placement.here():
            now = Settled.at(IN_USE[player], self.recipe.constraints, self._state.constraints, own.updates)
            params = whose.flat(own.average if averaged else own.params).buffer
            given = (params, dict(own.buffers), now.numbers, now.states, self.placement.host(x), labels)
            return self.to_numpy(function(shared(InUse(whose.network, now.due)), *given, jit=self.jit))
