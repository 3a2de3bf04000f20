"""The reference's engine: the contract of an engine, computed one sample at a time."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients
from ganreg.draws import StepDraws
from ganreg.errors import UnsupportedError
from ganreg.mixing import check_specified
from ganreg.networks import BoundNetwork
from ganreg.randomness import check_random
from ganreg.recipe import Recipe
from ganreg.schedules import settled
from ganreg.state import EngineState, Parameters, PlayerState
from ganreg_reference import oracles
from ganreg_reference.arrays import Float64, float64, floats, of_constraints, own
from ganreg_reference.critic import Critic, CriticObjective
from ganreg_reference.generator import GeneratorObjective
from ganreg_reference.given import Given, Inputs
from ganreg_reference.inputs import CriticView
from ganreg_reference.joint import Both, CriticSide, GeneratorSide, pullback
from ganreg_reference.kinks import Margins, critic_margins, generator_margins
from ganreg_reference.layers import approximate
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.norms import Euclidean
from ganreg_reference.reparametrisations import reparametrised, started
from ganreg_reference.score_transform import seen_through
from ganreg_reference.weights import length

Array = Any


class ReferenceEngine(AbstractEngine):
    """One run of a recipe, in float64.

    Args:
        recipe: with networks, latent dimension and data shape.

    Attributes:
        unproven: the names of the recipe's components that have no oracle, whose own formulas stand in for one.
        approximate: the names of its layers that have a forward formula alone: what is of second order in them, the
            weight gradient of a gradient penalty, is right to about 1e-12 and not to rounding.

    Raises:
        UnsupportedError: the reference has no formulas for a layer or a constraint of the recipe.
    """

    def __init__(self, recipe: Recipe) -> None:
        recipe = recipe.among()
        super().__init__(recipe)
        bound = {"critic": recipe.bound_critic(), "generator": recipe.bound_generator()}
        self.labelled = tuple(player for player, network in bound.items() if network.classes is not None)
        check_specified(bound["critic"], recipe.constraints, recipe.allow)
        check_random(bound["critic"], recipe.constraints)
        self._critic, self._generator = (ReferenceNetwork(network) for network in bound.values())
        self._in_use = {player: ReferenceNetwork(network, inference=True) for player, network in bound.items()}
        self._free = oracles.checked_free_forms(recipe.constraints, bound["critic"])
        self.unproven = oracles.unproven(recipe)
        self.approximate = approximate([*bound["critic"].layers, *bound["generator"].layers])
        self._critic_objective = CriticObjective(recipe, self._critic)
        self._generator_objective = GeneratorObjective(recipe, self._critic, self._generator)
        shapes = {"sample": bound["critic"].input_shape, "latent": bound["generator"].input_shape}
        self._inputs = Inputs(recipe, shapes, recipe.classes(), bool(self.labelled))
        self._optimizers = {
            "critic": recipe.critic_optimizer,
            "generator": recipe.generator_optimizer,
        }
        state = EngineState(
            critic=self._start("critic", bound["critic"]),
            generator=self._start("generator", bound["generator"]),
            constraints=started(bound["critic"].initial(self.draws, "critic"), recipe.constraints, self.draws),
        )
        self._state = recipe.game.start(state)

    @property
    def state(self) -> EngineState:
        """The present state, float64 NumPy arrays."""
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state; its arrays are copied to float64."""
        critic, generator, states = own(state.critic), own(state.generator), of_constraints(state.constraints)
        self._state = attrs.evolve(state, critic=critic, generator=generator, constraints=states)

    def to_numpy(self, array: Array) -> NDArray[Any]:
        """The array itself."""
        return np.asarray(array)

    def from_numpy(self, array: NDArray[Any]) -> Float64:
        """The array in float64."""
        return np.asarray(array, dtype=np.float64)

    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """The gradients of one player's loss at a state.

        Terms of the critic: `critic_loss`, one per due penalty as it enters the loss, `wasserstein_estimate` and
        `critic_gradient_norm`; of the generator: `generator_loss` and `generator_gradient_norm`.

        Raises:
            DataError: real samples are missing, or are not of the recipe's shape; labels are missing or wrong.
            UnsupportedError: the batch has labels, and neither network takes some.
        """
        given = self._inputs.given(player, batch)
        return self._of_critic(state, given, draw) if player == "critic" else self._of_generator(state, given, draw)

    def field_pullback(
        self, state: EngineState, batches: Mapping[str, Batch | None], draws: Mapping[str, StepDraws]
    ) -> dict[str, Gradients]:
        """∇½‖v‖² in both players' weights: complex steps on the gradients derived by hand, see `joint`.

        Raises:
            UnsupportedError: a component has no oracle, whose own formula may not take complex numbers; or a layer's
                has no derivatives of its own.
        """
        if self.approximate:
            raise UnsupportedError(
                f"The reference pulls a field back through all derivatives of a layer, and that of "
                f"{', '.join(self.approximate)} has the forward formula alone. Announce an oracle with all four "
                "formulas, or use backend='torch'."
            )
        if self.unproven:
            raise UnsupportedError(
                f"The reference pulls a field back by complex numbers, and {', '.join(self.unproven)} has no oracle "
                "that is known to take them. Announce one, or use backend='torch'."
            )
        if self._free:
            raise UnsupportedError(
                f"The reference pulls a field back by complex numbers, and differentiates {', '.join(self._free)} by "
                "complex steps already. Use another game."
            )
        given = {player: self._inputs.given(player, batches[player]) for player in batches}
        latents = {player: self._latents(given[player].n, draws[player]) for player in batches}
        critic, generator, loss = given["critic"], given["generator"], self.recipe.loss
        of_critic = CriticSide(
            self._critic_objective,
            self._generator,
            critic.real,
            latents["critic"],
            critic.labels,
            state.constraints,
            draws["critic"],
        )
        real = generator.real if loss.generator_needs_real else None
        of_generator = GeneratorSide(
            self._generator_objective, real, latents["generator"], generator.labels, draws["generator"]
        )
        at = Both(float64(state.critic.params), float64(state.generator.params))
        found = pullback(of_critic, of_generator, at)
        both = {"critic": found.critic, "generator": found.generator}
        return {player: Gradients(own, {f"{player}_pullback_norm": float(length(own))}) for player, own in both.items()}

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step; for the critic, then the projections of every parameter."""
        old = self._state.player(player)
        rule = oracles.optimizer_oracle(settled(self._optimizers[player], old.optimizer.step))
        params, optimizer = rule.update(float64(gradients.params), old.optimizer, old.params)
        if player == "critic":
            params = self._projected(params, old.updates)
        buffers = {**old.buffers, **float64(gradients.buffers)}
        new = attrs.evolve(
            old,
            params=params,
            optimizer=optimizer,
            updates=old.updates + 1,
            buffers=buffers,
            average=self._averaged(old, params),
        )
        constraints = of_constraints(gradients.constraints or self._state.constraints)
        self._state = attrs.evolve(self._state.with_player(player, new), constraints=constraints)

    def sample(self, latent: NDArray[np.float64], label: NDArray[Any] | None = None, averaged: bool = False) -> Float64:
        """G(z), float64 `(n, *shape)`, for latents `(n, latent_dim)` and perhaps labels `(n,)`."""
        z = self._inputs.checked("latent", latent)
        weights, labels = self._used("generator", label, len(z))
        if averaged:
            weights = {**weights, **self._state.generator.average}
        samples: Float64 = self._in_use["generator"].forward(z, weights, labels)
        return samples

    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> Float64:
        """f(x), float64 `(n,)`."""
        x = self._inputs.checked("sample", x)
        critic = self._seen_through(self._in_use["critic"], self._state, self._state.critic.updates)
        scores: Float64 = critic.scores(x, *self._used("critic", label, len(x)))
        return scores

    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> Float64:
        """‖∇ₓf(x)‖, float64 `(n,)`, the Euclidean norm over all axes of a sample."""
        return np.array([Euclidean(None).value(gradient) for gradient in self.input_gradients(x, label)])

    def input_gradients(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> Float64:
        """∇ₓf(x), float64 `(n, *shape)`."""
        x = self._inputs.checked("sample", x)
        critic = self._seen_through(self._in_use["critic"], self._state, self._state.critic.updates)
        gradients: Float64 = critic.slopes(x, *self._used("critic", label, len(x)))
        return gradients

    def margins(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Margins:
        """How near one player's gradients come to a kink, and by what they divide; see `Margins`.

        Arguments and errors are those of `gradients`.
        """
        given = self._inputs.given(player, batch)
        critic = self._critic_weights(state, draw.update if player == "critic" else state.critic.updates)
        generator = float64(state.generator.params)
        latents = self._latents(given.n, draw)
        if player == "generator":
            view = self._view(state, draw, state.critic.updates)
            own = (latents, given.labels, view, draw)
            return generator_margins(self._generators(state), generator, critic, *own)
        view, fake = self._view(state, draw, draw.update), self._generated(latents, generator, given.labels, draw)
        step = (view.of("real", given.real), view.of("fake", fake), given.labels, state.constraints, draw)
        return critic_margins(self._critics(state, draw), critic, *step)

    def _of_critic(self, state: EngineState, given: Given, draw: StepDraws) -> Gradients:
        latents = self._latents(given.n, draw)
        fake = self._generated(latents, float64(state.generator.params), given.labels, draw)
        at = Critic(float64(state.critic.params), float64(state.critic.buffers))
        view = self._view(state, draw, draw.update)
        seen = view.of("real", given.real), view.of("fake", fake)
        found = self._critics(state, draw).evaluate(at, *seen, given.labels, state.constraints, draw)
        terms = {**found.terms, "critic_gradient_norm": length(found.gradients)}
        return Gradients(found.gradients, floats(terms), found.states, found.buffers)

    def _of_generator(self, state: EngineState, given: Given, draw: StepDraws) -> Gradients:
        weights, latents = float64(state.generator.params), self._latents(given.n, draw)
        value, gradients = self._generators(state).evaluate(
            weights,
            self._critic_weights(state, state.critic.updates),
            latents,
            given.real if self.recipe.loss.generator_needs_real else None,
            given.labels,
            self._view(state, draw, state.critic.updates),
            draw,
        )
        terms = {"generator_loss": value, "generator_gradient_norm": length(gradients)}
        own = self._generator_objective.own(weights, given.n, draw)
        buffers = self._generator.buffers(latents, own, given.labels, float64(state.generator.buffers))
        return Gradients(gradients, floats(terms), buffers=buffers)

    def _critics(self, state: EngineState, draw: StepDraws) -> CriticObjective:
        """The critic's objective, of what is scored at an update."""
        seen = self._seen_through(self._critic, state, draw.update)
        return attrs.evolve(self._critic_objective, critic=seen)

    def _generators(self, state: EngineState) -> GeneratorObjective:
        """The generator's objective, of what is scored at a state."""
        seen = self._seen_through(self._critic, state, state.critic.updates)
        return attrs.evolve(self._generator_objective, critic=seen)

    def _seen_through(self, critic: ReferenceNetwork, state: EngineState, update: int) -> ReferenceNetwork:
        return seen_through(critic, self.recipe.constraints, state.constraints, update)

    def _critic_weights(self, state: EngineState, update: int) -> Parameters:
        """What the critic computes with at a state."""
        params = float64(state.critic.params)
        return reparametrised(params, self.recipe.constraints, state.constraints, update).weights

    def _view(self, state: EngineState, draw: StepDraws, update: int) -> CriticView:
        """What the critic sees in a step, `update` critic updates after the start."""
        return CriticView(self.recipe.constraints, state.constraints, update, draw)

    def _start(self, player: str, bound: BoundNetwork) -> PlayerState:
        params, buffers = bound.initial(self.draws, player), bound.initial_buffers(self.draws, player)
        optimizer = oracles.optimizer_oracle(self._optimizers[player]).init(params)
        average = params if player == "generator" and self.recipe.average else {}
        return PlayerState(params, optimizer, buffers=buffers, average=average)

    def _used(self, player: str, label: Array | None, n: int) -> tuple[dict[str, Float64], NDArray[np.int64] | None]:
        """What a player's network in use takes: its weights and buffers together, and labels if it takes some."""
        state = self._state.player(player)
        params = state.params if player == "generator" else self._critic_weights(self._state, state.updates)
        return {**params, **state.buffers}, self._inputs.labels(label, n) if player in self.labelled else None

    def _projected(self, params: Parameters, update: int) -> Parameters:
        for constraint, state in zip(self.recipe.constraints, self._state.constraints, strict=True):
            if oracles.kind_of(constraint) == oracles.PROJECTION:
                projection = oracles.projection_oracle(constraint.now(state, update))
                params = {name: projection.project(name, value) for name, value in params.items()}
        return params

    def _averaged(self, old: PlayerState, params: Parameters) -> Parameters:
        if not old.average or self.recipe.average is None:
            return {}
        return oracles.average_oracle(self.recipe.average).updated(old.average, params, old.updates)

    def _generated(self, latents: Float64, weights: Parameters, labels: Array | None, draw: StepDraws) -> Float64:
        own = self._generator_objective.own(weights, len(latents), draw)
        fake: Float64 = self._generator.forward(latents, own, labels)
        return fake

    def _latents(self, n: int, draw: StepDraws) -> Float64:
        return draw.stream("latent").normal((n, *self._inputs.shapes["latent"]))
