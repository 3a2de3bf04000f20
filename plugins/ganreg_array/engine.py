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
from ganreg.errors import DataError, UnsupportedError
from ganreg.networks.network import BoundNetwork
from ganreg.objectives import DuePenalty, due_penalties, due_projections
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
        self._optimizers = {"critic": recipe.critic_optimizer, "generator": recipe.generator_optimizer}
        self._layouts = {"critic": self.critic.layout("critic"), "generator": self.generator.layout("generator")}
        self._state = EngineState(
            critic=self._initial("critic", self.critic.bound),
            generator=self._initial("generator", self.generator.bound),
            constraints=tuple(dict(constraint.initial_state()) for constraint in recipe.constraints),
        )

    def _initial(self, player: str, bound: BoundNetwork) -> PlayerState:
        params = self._flat(player, bound.initial(self.draws, player))
        return PlayerState(params, self._optimizers[player].init(params, self.space.xp))

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
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state."""
        critic, generator = self._loaded("critic", state.critic), self._loaded("generator", state.generator)
        self._state = attrs.evolve(state, critic=critic, generator=generator)

    def _loaded(self, name: str, own: PlayerState) -> PlayerState:
        moments = {moment: self._flat(name, arrays) for moment, arrays in own.optimizer.moments.items()}
        optimizer = OptimizerState(own.optimizer.step, moments)
        return attrs.evolve(own, params=self._flat(name, own.params), optimizer=optimizer)

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
        real = self._real("critic", batch)
        fake, _ = self._generate(state, draw, len_of(real))
        due = self._due(state, draw)
        out = evaluate_critic(self.critic, self.recipe.loss, due, state.critic.params, real, fake, draw, self.space)
        constraints = tuple(
            self.recipe.constraints[i].next_state(own, out.observed[i], self.space.xp) if i in out.observed else own
            for i, own in enumerate(state.constraints)
        )
        return self._pack("critic", out.gradient, out.terms, constraints)

    def _due(self, state: EngineState, draw: StepDraws) -> list[DuePenalty]:
        return due_penalties(self.recipe.constraints, state.constraints, draw.update)

    def _real(self, player: str, batch: Batch | None) -> Array:
        """The real samples here.

        Raises:
            DataError: there are none, or they are not of the recipe's shape.
        """
        if batch is None:
            raise DataError(f"The {player}'s step with this loss needs real samples, but got None. Give a Batch.")
        given, expected = tuple(batch.x.shape), self.critic.bound.input_shape
        if given[:1] == (0,) or given[1:] != expected:
            raise DataError(f"Real samples of shape {given}, expected (n, {', '.join(map(str, expected))}) with n ≥ 1.")
        return self.space.array(batch.x)

    def _generator(self, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        xp, loss = self.space.xp, self.recipe.loss
        fake, caches = self._generate(state, draw, self.recipe.batch_size if batch is None else len_of(batch.x))
        real = self._real("generator", batch) if loss.generator_needs_real else fake[:0, ...]
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
        return self._pack("generator", gradient, {"generator_loss": value}, state.constraints)

    def _generate(self, state: EngineState, draw: StepDraws, n: int) -> tuple[Array, Any]:
        latent = self.space.array(draw.stream("latent").normal((n, self.generator.bound.input_shape[0])))
        return self.generator.forward(latent, self.generator.weights(state.generator.params))

    def _pack(self, player: str, gradient: Array, terms: dict[str, Array], constraints: Any) -> Gradients:
        norm = self.space.xp.sqrt(self.space.xp.sum(gradient * gradient))
        numbers: Terms = {name: float(self.to_numpy(value)) for name, value in terms.items()}
        params = FlatParameters(gradient, self._layouts[player])
        return Gradients(params, numbers | {f"{player}_gradient_norm": float(self.to_numpy(norm))}, constraints)

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step, then for the critic the projections."""
        state, own, xp = self._state, self._state.player(player), self.space.xp
        gradient = self._flat(player, gradients.params)
        params, moments = self._optimizers[player].update(gradient, own.optimizer, own.params, xp)
        if player == "critic":
            params = self._projected(params, own.updates)
            state = attrs.evolve(state, constraints=gradients.constraints or state.constraints)
        self._state = state.with_player(player, PlayerState(params, moments, own.updates + 1))

    def _projected(self, params: Parameters, update: int) -> Parameters:
        for projection in due_projections(self.recipe.constraints, self._state.constraints, update):
            projected = {name: projection.project(name, value, self.space.xp) for name, value in params.items()}
            params = self._flat("critic", projected)
        return params

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
