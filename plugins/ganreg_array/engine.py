"""The array engine: one recipe computed with manual gradients over an array namespace."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients, Terms, check_finite
from ganreg.batches import real_samples
from ganreg.constraints.abstract import AbstractProjection
from ganreg.constraints.norms import Euclidean
from ganreg.draws import StepDraws
from ganreg.effective import EffectiveWeights
from ganreg.errors import UnsupportedError
from ganreg.labels import checked_labels
from ganreg.mixing import check_specified
from ganreg.networks.network import BoundNetwork
from ganreg.objectives import due_projections, started
from ganreg.randomness import check_random
from ganreg.recipe import Recipe
from ganreg.state import EngineState, FlatParameters, OptimizerState, Parameters, PlayerState
from ganreg.support import check_support
from ganreg_array.drawn import Drawn
from ganreg_array.kinds import check_kinds
from ganreg_array.labels import len_of
from ganreg_array.layers.abstract import Context
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork
from ganreg_array.replay import Replay
from ganreg_array.resident import flat
from ganreg_array.settled import Settled
from ganreg_array.steps import Found, Given, Steps, copied
from ganreg_array.subnormal import flushed, is_due
from ganreg_array.threads import blas_threads

Array = Any


class ArrayEngine(AbstractEngine):
    """Parameters, gradients and optimizer moments each lie in one flat buffer per player."""

    def __init__(self, recipe: Recipe, space: Namespace, replay: str = "never") -> None:
        recipe = recipe.among()
        super().__init__(recipe)
        check_kinds(recipe.constraints, recipe.backend.name)
        self.space = space
        bound = {"critic": recipe.bound_critic(), "generator": recipe.bound_generator()}
        self.labelled = tuple(player for player, network in bound.items() if network.classes is not None)
        self._classes = recipe.classes()
        check_specified(bound["critic"], recipe.constraints, recipe.allow)
        check_random(bound["critic"], recipe.constraints)
        check_support(recipe.backend, (*bound["critic"].layers, *bound["generator"].layers))
        name = recipe.backend.name
        self.critic, self.generator = (ArrayNetwork(network, space.xp, False, name) for network in bound.values())
        self._in_use = {player: ArrayNetwork(network, space.xp, True, name) for player, network in bound.items()}
        self._optimizers = {"critic": recipe.critic_optimizer, "generator": recipe.generator_optimizer}
        self._layouts = {"critic": self.critic.layout("critic"), "generator": self.generator.layout("generator")}
        networks = (self.critic, self.generator)
        self.steps = Steps(recipe.loss, bound["generator"].input_shape[0], *networks, self._layouts, space, name)
        start = {player: network.initial(self.draws, player) for player, network in bound.items()}
        state = EngineState(
            critic=self._initial("critic", self.critic.bound, start["critic"]),
            generator=self._initial("generator", self.generator.bound, start["generator"]),
            constraints=self.space.states(started(recipe.constraints, start["critic"], self.draws)),
        )
        self._state = recipe.game.start(state)
        self._replay = None if replay == "never" else Replay(recipe, self.steps, self._state, replay == "always")

    def _initial(self, player: str, bound: BoundNetwork, start: Parameters) -> PlayerState:
        params = self._flat(player, start)
        buffers = self._arrays(bound.initial_buffers(self.draws, player))
        average = params if player == "generator" and self.recipe.average else {}
        optimizer = self._optimizers[player].init(params, self.space.xp)
        return PlayerState(params, optimizer, buffers=buffers, average=average)

    def _arrays(self, arrays: Parameters) -> dict[str, Array]:
        return {name: self.space.array(array) for name, array in arrays.items()}

    def _flat(self, player: str, arrays: Parameters) -> FlatParameters:
        """A player's arrays, of any kind and in any order, as one buffer here; itself if it is one of this engine's."""
        layout = self._layouts[player]
        if isinstance(arrays, FlatParameters) and arrays.shapes is layout:
            return arrays
        parts = [self.space.xp.reshape(self.space.array(arrays[name]), (-1,)) for name in layout]
        return FlatParameters(self.space.xp.concat(parts), layout)

    # State --------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> EngineState:
        """The present state; its arrays are never changed in place."""
        if self._replay is not None:
            self._state = self._replay.caught_up(self._state)
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state."""
        if self._replay is not None:
            self._state = self._replay.caught_up(self._state)
        critic, generator = self._loaded("critic", state.critic), self._loaded("generator", state.generator)
        self._state = attrs.evolve(
            state, critic=critic, generator=generator, constraints=self.space.states(state.constraints)
        )

    def _loaded(self, name: str, own: PlayerState) -> PlayerState:
        moments = {moment: self._flat(name, arrays) for moment, arrays in own.optimizer.moments.items()}
        optimizer = OptimizerState(own.optimizer.step, moments)
        params, buffers = self._flat(name, own.params), self._arrays(own.buffers)
        average, anchor = (self._flat(name, kept) if kept else {} for kept in (own.average, own.anchor))
        return attrs.evolve(own, params=params, optimizer=optimizer, buffers=buffers, average=average, anchor=anchor)

    def updates(self, player: str) -> int:
        """How many updates a player has made."""
        return self._state.player(player).updates

    def to_numpy(self, array: Array) -> NDArray[Any]:
        """An array of this engine on the host."""
        return self.space.to_numpy(array)

    def from_numpy(self, array: NDArray[Any]) -> Array:
        """A host array as one of this engine's."""
        return self.space.array(array)

    # Steps --------------------------------------------------------------------------------------------------------

    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """The gradients of one player's loss, by hand.

        Raises:
            DataError: samples or labels are missing, or are not what the networks take.
            UnsupportedError: there are labels, and neither network takes some.
        """
        return self._packed(player, state, self._found(player, state, batch, draw))

    def _found(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Found:
        """What a step finds, by a program or by the formulas, in arrays of its own."""
        if self._replay is not None:
            self._state = self._replay.caught_up(self._state)
            self._replay.load(state)
            given = self._given(player, state, batch, self._replay.params)
            found = self._replay.gradients(player, given, _time(player, state, draw), draw)
            if found is not None:
                return attrs.evolve(found, gradient=found.gradient.copy())
        return self._by_formulas(player, state, batch, draw)

    def _by_formulas(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Found:
        given, now = self._given(player, state, batch), self._settled(player, state, draw)
        return self.steps.gradients(player, now, given, self._drawn(draw))

    def _step(self, player: str, batch: Batch | None) -> Terms:
        """One update; by programs without copies, where there are some."""
        if self._replay is None:
            return super()._step(player, batch)
        with np.errstate(over="ignore", invalid="ignore"):
            return self._replayed(self._replay, player, batch)

    def _replayed(self, replay: Replay, player: str, batch: Batch | None) -> Terms:
        state, own = self._state, self._state.player(player)
        draw = self.draws.at(player, own.updates)
        replay.load(state)
        given = self._given(player, state, batch, replay.params)
        found = replay.gradients(player, given, state.critic.updates, draw)
        if found is None:
            state = self._state = replay.caught_up(state)
            gradients = self._packed(player, state, self._by_formulas(player, state, batch, draw))
        else:
            gradients = self._packed(player, state, found)
        check_finite(gradients.terms, player, own.updates)
        if found is not None and replay.update(player, self._projections(player), own.optimizer.step):
            self._count(player, gradients.constraints, gradients.buffers)
        else:
            self._state = replay.caught_up(state)
            self.apply(player, attrs.evolve(gradients, params=copied(gradients.params)))
        return gradients.terms

    def _packed(self, player: str, state: EngineState, found: Found) -> Gradients:
        terms = found.terms
        if not all(type(value) is float for value in terms.values()):  # those of a program are read already
            terms = {name: float(self.to_numpy(value)) for name, value in terms.items()}
        params = FlatParameters(found.gradient, self._layouts[player])
        return Gradients(params, dict(terms), self._next_states(state, found), found.buffers)

    def _settled(self, player: str, state: EngineState, draw: StepDraws) -> Settled:
        return Settled.at(player, self.recipe.constraints, state.constraints, _time(player, state, draw))

    def _drawn(self, draw: StepDraws) -> Drawn:
        return Drawn(draw, self.space)

    def _given(
        self, player: str, state: EngineState, batch: Batch | None, params: tuple[Array, Array] | None = None
    ) -> Given:
        """What a step starts from, checked; with parameters that are the state's, wherever they lie."""
        x, label = (None, None) if batch is None else (batch.x, batch.label)
        counted = label if x is None else x
        n = self.recipe.batch_size if counted is None else len_of(counted)
        needs_real = player == "critic" or self.recipe.loss.generator_needs_real
        if params is None:
            params = (
                self._flat("critic", state.critic.params).buffer,
                self._flat("generator", state.generator.params).buffer,
            )
        real = real_samples(player, batch, self.critic.bound.input_shape) if needs_real else None
        buffers = state.critic.buffers, state.generator.buffers
        return Given(*params, *buffers, state.constraints, real, self._labels(label, n), n)

    def _labels(self, label: Any, n: int) -> Array | None:
        """Labels here, checked; None for networks without classes."""
        if not self.labelled:
            if label is None:
                return None
            raise UnsupportedError(
                "The batch has labels, but these networks take none. Leave them out, or give networks classes."
            )
        checked = checked_labels(label, n, self._classes)
        return self.space.xp.asarray(checked, device=self.space.device)

    def _next_states(self, state: EngineState, found: Found) -> tuple[Mapping[str, Any], ...]:
        if not (found.observed or found.states):
            return state.constraints
        after = list(state.constraints)
        for index, observed in found.observed.items():
            after[index] = self.recipe.constraints[index].next_state(after[index], observed, self.space.xp)
        for index, own in found.states.items():
            after[index] = own
        return tuple(after)

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step, then for the critic the projections."""
        own, projections = self._state.player(player), self._projections(player)
        gradient, params = self._flat(player, gradients.params).buffer, flat(own.params).buffer
        moments = {name: self._flat(player, moment).buffer for name, moment in own.optimizer.moments.items()}
        before = OptimizerState(own.optimizer.step, moments)
        new, after = self.steps.updated(player, self._optimizers[player], projections, gradient, params, before)
        if is_due(after.step):
            small = {name: flushed(moment, self.space.xp) for name, moment in after.moments.items()}
            after = OptimizerState(after.step, small)
        layout = self._layouts[player]
        kept = {name: FlatParameters(moment, layout) for name, moment in after.moments.items()}
        optimizer = OptimizerState(after.step, kept)
        self._become(player, FlatParameters(new, layout), optimizer, gradients.constraints, gradients.buffers)

    def _projections(self, player: str) -> tuple[AbstractProjection, ...]:
        if player == "generator":
            return ()
        state = self._state
        return tuple(due_projections(self.recipe.constraints, state.constraints, state.critic.updates))

    def _become(
        self, player: str, params: Parameters, optimizer: OptimizerState, constraints: Any, buffers: Parameters
    ) -> None:
        """Make what an update has led to the present state."""
        state, own = self._state, self._state.player(player)
        buffers = {**own.buffers, **self._arrays(buffers)} if buffers else own.buffers
        average = self.averaged(own, params, self.space.xp)
        new = PlayerState(params, optimizer, own.updates + 1, buffers, average, own.anchor)
        if player == "critic":
            if constraints is not state.constraints:
                constraints = self.space.states(constraints or state.constraints)
            self._state = EngineState(new, state.generator, constraints)
        else:
            self._state = EngineState(state.critic, new, state.constraints)

    def _count(self, player: str, constraints: Any, buffers: Parameters) -> None:
        """The same after a program, in whose memory parameters and moments stay."""
        own = self._state.player(player)
        if own.average:
            assert self._replay is not None
            own = self._replay.memory[player].caught_up(own)
        optimizer = OptimizerState(own.optimizer.step + 1, own.optimizer.moments)
        self._become(player, own.params, optimizer, constraints, buffers)

    # Use ----------------------------------------------------------------------------------------------------------

    def sample(
        self, latent: NDArray[np.float64], label: NDArray[Any] | None = None, averaged: bool = False
    ) -> NDArray[Any]:
        """Generated samples."""
        return self.to_numpy(self._used("generator", latent, label, averaged)[0])

    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's scores `(n,)`."""
        return self.to_numpy(self._used("critic", x, label)[0]).reshape(-1)

    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The norms `(n,)` of the critic's gradient."""
        xp, gradients = self.space.xp, self._input_gradients(x, label)
        return self.to_numpy(Euclidean().value(xp.reshape(gradients, (gradients.shape[0], -1)), xp))

    def input_gradients(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's gradient at samples, `(n, *shape)`."""
        return self.to_numpy(self._input_gradients(x, label))

    def _input_gradients(self, x: NDArray[Any], label: NDArray[Any] | None) -> Array:
        y, caches, weights = self._used("critic", x, label)
        x_bar, _ = self._in_use["critic"].backward(self.space.xp.ones_like(y), caches, weights)
        return x_bar

    def _used(
        self, player: str, x: NDArray[Any], label: NDArray[Any] | None, averaged: bool = False
    ) -> tuple[Array, Any, Any]:
        """What a network in use makes of samples or latents, with its caches and weights."""
        network, state = self._in_use[player], self.state.player(player)
        params = state.average if averaged else state.params
        if player == "critic":
            params = self._effective(state.params, state.updates)
        weights = network.weights({**params, **state.buffers})
        labels = self._labels(label, len(x)) if player in self.labelled else None
        return (*network.forward(self.space.array(x), weights, Context(labels)), weights)

    def _effective(self, params: Parameters, update: int) -> Parameters:
        """What the critic computes with at present."""
        constraints, states = self.recipe.constraints, self._state.constraints
        return EffectiveWeights.of(params, constraints, states, update, self.space.xp).values

    @contextmanager
    def session(self) -> Iterator[None]:
        """One number of BLAS threads for the whole fit."""
        with blas_threads(self.critic.bound, self.generator.bound):
            yield


def _time(player: str, state: EngineState, draw: StepDraws) -> int:
    """The constraints' time, in critic updates."""
    return draw.update if player == "critic" else state.critic.updates
