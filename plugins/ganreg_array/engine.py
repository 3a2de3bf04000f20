"""The array engine: one recipe computed with manual gradients over an array namespace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients, Terms
from ganreg.constraints.abstract import (
    AbstractGradientPenalty,
    AbstractProjection,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.norms import Euclidean
from ganreg.draws import StepDraws
from ganreg.errors import UnsupportedError
from ganreg.networks.network import BoundNetwork
from ganreg.objectives import due_penalties, due_projections
from ganreg.recipe import Recipe
from ganreg.state import EngineState, FlatParameters, OptimizerState, Parameters, PlayerState
from ganreg_array.critic import evaluate_critic, len_of
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork
from ganreg_array.threads import blas_threads

Array = Any
KINDS = (AbstractGradientPenalty, AbstractScorePenalty, AbstractWeightPenalty, AbstractProjection)


class ArrayEngine(AbstractEngine):
    """Parameters, gradients and optimizer moments each lie in one flat buffer per player."""

    def __init__(self, recipe: Recipe, space: Namespace) -> None:
        super().__init__(recipe)
        for constraint in recipe.constraints:
            if not isinstance(constraint, KINDS):
                raise UnsupportedError(
                    f"The array backends do not compute {constraint!r}: it is of no kind that they know."
                )
        self.space = space
        self.critic = ArrayNetwork(recipe.bound_critic(), space.xp)
        self.generator = ArrayNetwork(recipe.bound_generator(), space.xp)
        self._state = EngineState(
            critic=self._initial("critic", self.critic.bound, recipe.critic_optimizer),
            generator=self._initial("generator", self.generator.bound, recipe.generator_optimizer),
            constraints=tuple(dict(constraint.initial_state()) for constraint in recipe.constraints),
        )

    def _initial(self, player: str, bound: BoundNetwork, optimizer: Any) -> PlayerState:
        params = self._flat(bound.initial(self.draws, player))
        return PlayerState(params, optimizer.init(params, self.space.xp))

    def _flat(self, arrays: Parameters) -> FlatParameters:
        """Named arrays of any kind as one buffer here."""
        if isinstance(arrays, FlatParameters) and arrays.buffer.dtype == getattr(self.space.xp, self.space.dtype):
            return arrays
        parts = [self.space.array(array) for array in arrays.values()]
        buffer = self.space.xp.concat([self.space.xp.reshape(part, (-1,)) for part in parts])
        return FlatParameters(buffer, {name: tuple(array.shape) for name, array in arrays.items()})

    # State --------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> EngineState:
        """The present state; its arrays are never changed in place."""
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state."""
        self._state = attrs.evolve(
            state,
            critic=self._loaded(state.critic, self._state.critic),
            generator=self._loaded(state.generator, self._state.generator),
        )

    def _loaded(self, player: PlayerState, own: PlayerState) -> PlayerState:
        def ordered(arrays: Parameters) -> FlatParameters:
            return self._flat({name: arrays[name] for name in own.params})

        moments = {name: ordered(arrays) for name, arrays in player.optimizer.moments.items()}
        return PlayerState(ordered(player.params), OptimizerState(player.optimizer.step, moments), player.updates)

    def to_numpy(self, array: Array) -> NDArray[Any]:
        """An array of this engine on the host."""
        return self.space.to_numpy(array)

    def from_numpy(self, array: NDArray[Any]) -> Array:
        """A host array as one of this engine's."""
        return self.space.array(array)

    # Steps --------------------------------------------------------------------------------------------------------

    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """The gradients of one player's loss, by hand."""
        if batch is not None and batch.label is not None:
            raise UnsupportedError(
                "These networks take no labels. Give batches without, or a conditional nn.Module on 'torch'."
            )
        return self._critic(state, batch, draw) if player == "critic" else self._generator(state, batch, draw)

    def _critic(self, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        assert batch is not None
        real = self.space.array(batch.x)
        fake, _ = self._generate(state, draw, len_of(real))
        due = due_penalties(self.recipe.constraints, state.constraints, draw.update)
        out = evaluate_critic(self.critic, self.recipe.loss, due, state.critic.params, real, fake, draw, self.space)
        constraints = tuple(
            self.recipe.constraints[i].next_state(own, out.observed[i], self.space.xp) if i in out.observed else own
            for i, own in enumerate(state.constraints)
        )
        return self._pack("critic", state.critic, out.gradient, out.terms, constraints)

    def _generator(self, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        xp, loss = self.space.xp, self.recipe.loss
        count = self.recipe.batch_size if batch is None else len(batch.x)
        fake, caches = self._generate(state, draw, count)
        real = self.space.array(batch.x) if loss.generator_needs_real and batch is not None else fake[:0, ...]
        critic_weights = self.critic.weights(state.critic.params)
        y, critic_caches = self.critic.forward(xp.concat([real, fake]), critic_weights)
        scores = xp.reshape(y, (-1,))
        real_scores = scores[: len_of(real)] if loss.generator_needs_real else None
        value = loss.generator(real_scores, scores[len_of(real) :], xp)
        _, fake_seeds = loss.generator_gradients(real_scores, scores[len_of(real) :], xp)
        seeds = xp.concat([xp.zeros_like(scores[: len_of(real)]), fake_seeds])
        x_bar, _ = self.critic.backward(xp.reshape(seeds, y.shape), critic_caches, critic_weights)
        weights = self.generator.weights(state.generator.params)
        _, y_bars = self.generator.backward(x_bar[len_of(real) :, ...], caches, weights)
        gradient = self.generator.flatten(self.generator.weight_gradients(y_bars, caches, weights))
        return self._pack("generator", state.generator, gradient, {"generator_loss": value}, state.constraints)

    def _generate(self, state: EngineState, draw: StepDraws, n: int) -> tuple[Array, Any]:
        latent = self.space.array(draw.stream("latent").normal((n, self.generator.bound.input_shape[0])))
        return self.generator.forward(latent, self.generator.weights(state.generator.params))

    def _pack(
        self, player: str, own: PlayerState, gradient: Array, terms: dict[str, Array], constraints: Any
    ) -> Gradients:
        norm = self.space.xp.sqrt(self.space.xp.sum(gradient * gradient))
        numbers: Terms = {name: float(self.to_numpy(value)) for name, value in terms.items()}
        params = own.params.like(gradient) if isinstance(own.params, FlatParameters) else gradient
        return Gradients(params, numbers | {f"{player}_gradient_norm": float(self.to_numpy(norm))}, constraints)

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step, then for the critic the projections."""
        own, recipe, xp = self._state.player(player), self.recipe, self.space.xp
        optimizer = recipe.critic_optimizer if player == "critic" else recipe.generator_optimizer
        params, moments = optimizer.update(self._flat(gradients.params), own.optimizer, own.params, xp)
        state = self._state
        if player == "critic":
            for projection in due_projections(recipe.constraints, state.constraints, own.updates):
                params = self._flat({name: projection.project(name, value, xp) for name, value in params.items()})
            state = attrs.evolve(state, constraints=gradients.constraints)
        self._state = state.with_player(player, PlayerState(params, moments, own.updates + 1))

    # Use ----------------------------------------------------------------------------------------------------------

    def sample(self, latent: NDArray[np.float64]) -> NDArray[Any]:
        """Generated samples."""
        weights = self.generator.weights(self._state.generator.params)
        return self.to_numpy(self.generator.forward(self.space.array(latent), weights)[0])

    def scores(self, x: NDArray[Any]) -> NDArray[Any]:
        """The critic's scores `(n,)`."""
        y, _ = self.critic.forward(self.space.array(x), self.critic.weights(self._state.critic.params))
        return self.to_numpy(y).reshape(-1)

    def slopes(self, x: NDArray[Any]) -> NDArray[Any]:
        """The norms `(n,)` of the critic's gradient."""
        weights = self.critic.weights(self._state.critic.params)
        y, caches = self.critic.forward(self.space.array(x), weights)
        x_bar, _ = self.critic.backward(self.space.xp.ones_like(y), caches, weights)
        return self.to_numpy(Euclidean().value(self.space.xp.reshape(x_bar, (x_bar.shape[0], -1)), self.space.xp))

    @contextmanager
    def session(self) -> Iterator[None]:
        """One number of BLAS threads for the whole fit."""
        with blas_threads(self.critic.bound, self.generator.bound):
            yield
