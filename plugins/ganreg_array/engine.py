"""The array engine: one recipe computed with manual gradients over an array namespace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients, Terms
from ganreg.batches import real_samples
from ganreg.constraints.abstract import (
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractInputTransform,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.free_form import AbstractFreePenalty, AbstractScoreTransform
from ganreg.constraints.norms import Euclidean
from ganreg.draws import StepDraws
from ganreg.effective import EffectiveWeights
from ganreg.errors import UnsupportedError
from ganreg.implementations import implementation_of
from ganreg.inputs import due_transforms
from ganreg.labels import checked_labels
from ganreg.masks import GENERATED
from ganreg.mixing import check_specified
from ganreg.networks.network import BoundNetwork
from ganreg.objectives import DuePenalty, due_penalties, due_projections, started
from ganreg.randomness import check_random
from ganreg.recipe import Recipe
from ganreg.state import EngineState, FlatParameters, OptimizerState, Parameters, PlayerState
from ganreg.support import check_support
from ganreg_array.critic import Numbers, evaluate_critic
from ganreg_array.generator import Pair, evaluate_generator
from ganreg_array.inputs import CriticView
from ganreg_array.labels import len_of
from ganreg_array.layers.abstract import Context
from ganreg_array.masks import Masks
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork
from ganreg_array.threads import blas_threads

Array = Any
KINDS = (
    AbstractGradientPenalty,
    AbstractScorePenalty,
    AbstractFeaturePenalty,
    AbstractWeightPenalty,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractInputTransform,
    AbstractFreePenalty,
)


def check_kinds(constraints: tuple[Any, ...], backend: str) -> None:
    """Raise `UnsupportedError` for a constraint that the array backend of that name does not compute."""
    for constraint in constraints:
        if isinstance(constraint, AbstractFreePenalty):
            implementation_of(constraint, backend, "evaluate")
        elif isinstance(constraint, AbstractScoreTransform):
            raise UnsupportedError(
                f"{type(constraint).__name__} changes what is scored, and the array backends do not differentiate that "
                "by themselves. Use backend='torch'."
            )
        elif not isinstance(constraint, KINDS):
            raise UnsupportedError(
                f"The array backends do not compute {constraint!r}: it is of no kind that they know."
            )


class ArrayEngine(AbstractEngine):
    """Parameters, gradients and optimizer moments each lie in one flat buffer per player."""

    def __init__(self, recipe: Recipe, space: Namespace) -> None:
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
        start = {player: network.initial(self.draws, player) for player, network in bound.items()}
        state = EngineState(
            critic=self._initial("critic", self.critic.bound, start["critic"]),
            generator=self._initial("generator", self.generator.bound, start["generator"]),
            constraints=self.space.states(started(recipe.constraints, start["critic"], self.draws)),
        )
        self._state = recipe.game.start(state)

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
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state."""
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
        labels = self._labels(batch)
        if player == "critic":
            return self._critic(state, self._real("critic", batch), labels, draw)
        return self._generator(state, batch, labels, draw)

    def _labels(self, batch: Batch | None) -> Array | None:
        label = None if batch is None else batch.label
        if label is not None and not self.labelled:
            raise UnsupportedError(
                "The batch has labels, but these networks take none. Leave them out, or give networks classes."
            )
        n = self.recipe.batch_size if label is None else len(label)
        return self._checked(label, n if batch is None or batch.x is None else len_of(batch.x))

    def _checked(self, label: Any, n: int) -> Array | None:
        """Labels here, checked; None for networks without classes."""
        if not self.labelled:
            return None
        checked = checked_labels(label, n, self._classes)
        return self.space.xp.asarray(checked, device=self.space.device)

    def _critic(self, state: EngineState, real: Array, labels: Array | None, draw: StepDraws) -> Gradients:
        masks = self._masks(draw)
        weights = masks.weights(self.generator, state.generator.params, [(GENERATED, len_of(real))])
        fake, _ = self.generator.forward(self._latents(draw, len_of(real)), weights, Context(labels))
        effective, due = self._effective(state, draw.update), self._due(state, draw)
        own = Numbers(state.critic.params, state.critic.buffers, effective)
        view = self._view(state, draw, draw.update)
        seen = view.of("real", real).samples, view.of("fake", fake).samples
        out = evaluate_critic(self.critic, self.recipe.loss, due, own, *seen, labels, masks, self.recipe.backend.name)
        constraints = tuple(
            self.recipe.constraints[i].next_state(own, out.observed[i], self.space.xp) if i in out.observed else own
            for i, own in enumerate(state.constraints)
        )
        after = effective.next_states(constraints, self.space.xp)
        return self._pack("critic", out.gradient, out.terms, after, out.buffers)

    def _effective(self, state: EngineState, update: int) -> EffectiveWeights:
        """What the critic computes with at a state."""
        params, constraints = state.critic.params, self.recipe.constraints
        return EffectiveWeights.of(params, constraints, state.constraints, update, self.space.xp)

    def _due(self, state: EngineState, draw: StepDraws) -> list[DuePenalty]:
        return due_penalties(self.recipe.constraints, state.constraints, draw.update)

    def _view(self, state: EngineState, draw: StepDraws, update: int) -> CriticView:
        """What the critic sees in this step, `update` critic updates after the start."""
        return CriticView(due_transforms(self.recipe.constraints, state.constraints, update), draw, self.space)

    def _real(self, player: str, batch: Batch | None) -> Array:
        """The real samples here.

        Raises:
            DataError: there are none, or they are not of the recipe's shape.
        """
        return self.space.array(real_samples(player, batch, self.critic.bound.input_shape))

    def _generator(self, state: EngineState, batch: Batch | None, labels: Array | None, draw: StepDraws) -> Gradients:
        given = labels if batch is None or batch.x is None else batch.x
        latents = self._latents(draw, self.recipe.batch_size if given is None else len_of(given))
        real = self._real("generator", batch) if self.recipe.loss.generator_needs_real else None
        own = Numbers(state.generator.params, state.generator.buffers)
        effective = self._effective(state, state.critic.updates)
        view = self._view(state, draw, state.critic.updates)
        step = (effective.values, own, latents, real, labels, view, self._masks(draw))
        out = evaluate_generator(Pair(self.critic, self.generator), self.recipe.loss, *step)
        return self._pack("generator", out.gradient, {"generator_loss": out.value}, state.constraints, out.buffers)

    def _masks(self, draw: StepDraws) -> Masks:
        return Masks(draw, self.space)

    def _latents(self, draw: StepDraws, n: int) -> Array:
        return self.space.array(draw.stream("latent").normal((n, self.generator.bound.input_shape[0])))

    def _pack(
        self, player: str, gradient: Array, terms: dict[str, Array], constraints: Any, buffers: Parameters
    ) -> Gradients:
        norm = self.space.xp.sqrt(self.space.xp.sum(gradient * gradient))
        numbers: Terms = {name: float(self.to_numpy(value)) for name, value in terms.items()}
        params = FlatParameters(gradient, self._layouts[player])
        return Gradients(
            params, numbers | {f"{player}_gradient_norm": float(self.to_numpy(norm))}, constraints, buffers
        )

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step, then for the critic the projections."""
        state, own, xp = self._state, self._state.player(player), self.space.xp
        gradient = self._flat(player, gradients.params)
        params, moments = self._optimizers[player].update(gradient, own.optimizer, own.params, xp)
        if player == "critic":
            params = self._projected(params, own.updates)
            state = attrs.evolve(state, constraints=self.space.states(gradients.constraints or state.constraints))
        buffers, average = {**own.buffers, **self._arrays(gradients.buffers)}, self.averaged(own, params, xp)
        new = attrs.evolve(
            own, params=params, optimizer=moments, updates=own.updates + 1, buffers=buffers, average=average
        )
        self._state = state.with_player(player, new)

    def _projected(self, params: Parameters, update: int) -> Parameters:
        for projection in due_projections(self.recipe.constraints, self._state.constraints, update):
            projected = {name: projection.project(name, value, self.space.xp) for name, value in params.items()}
            params = self._flat("critic", projected)
        return params

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
        xp = self.space.xp
        y, caches, weights = self._used("critic", x, label)
        x_bar, _ = self._in_use["critic"].backward(xp.ones_like(y), caches, weights)
        return self.to_numpy(Euclidean().value(xp.reshape(x_bar, (x_bar.shape[0], -1)), xp))

    def _used(
        self, player: str, x: NDArray[Any], label: NDArray[Any] | None, averaged: bool = False
    ) -> tuple[Array, Any, Any]:
        """What a network in use makes of samples or latents, with its caches and weights."""
        network, state = self._in_use[player], self._state.player(player)
        params = state.average if averaged else state.params
        if player == "critic":
            params = self._effective(self._state, state.updates).values
        weights = network.weights({**params, **state.buffers})
        labels = self._checked(label, len(x)) if player in self.labelled else None
        return (*network.forward(self.space.array(x), weights, Context(labels)), weights)

    @contextmanager
    def session(self) -> Iterator[None]:
        """One number of BLAS threads for the whole fit."""
        with blas_threads(self.critic.bound, self.generator.bound):
            yield
