"""The reference's engine: the contract of an engine, computed one sample at a time."""

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients
from ganreg.draws import StepDraws
from ganreg.errors import DataError, UnsupportedError
from ganreg.recipe import Recipe
from ganreg.state import EngineState, OptimizerState, Parameters, PlayerState
from ganreg_reference import oracles
from ganreg_reference.constraints import Euclidean
from ganreg_reference.critic import CriticObjective
from ganreg_reference.generator import GeneratorObjective
from ganreg_reference.kinks import Margins, critic_margins, generator_margins
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import length

Array = Any
Float64 = NDArray[np.float64]


class ReferenceEngine(AbstractEngine):
    """One run of a recipe, in float64.

    Args:
        recipe: with networks, latent dimension and data shape.

    Attributes:
        unproven: the names of the recipe's components that have no oracle, whose own formulas stand in for one.

    Raises:
        UnsupportedError: the reference has no formulas for a layer or a constraint of the recipe.
    """

    def __init__(self, recipe: Recipe) -> None:
        super().__init__(recipe)
        bound_critic, bound_generator = recipe.bound_critic(), recipe.bound_generator()
        self._critic, self._generator = ReferenceNetwork(bound_critic), ReferenceNetwork(bound_generator)
        self.unproven = oracles.unproven(recipe)
        self._critic_objective = CriticObjective(recipe, self._critic)
        self._generator_objective = GeneratorObjective(recipe, self._critic, self._generator)
        self._shapes = {"sample": bound_critic.input_shape, "latent": bound_generator.input_shape}
        self._optimizers = {
            "critic": oracles.optimizer_oracle(recipe.critic_optimizer),
            "generator": oracles.optimizer_oracle(recipe.generator_optimizer),
        }
        self._state = EngineState(
            critic=self._start("critic", bound_critic.initial(self.draws, "critic")),
            generator=self._start("generator", bound_generator.initial(self.draws, "generator")),
            constraints=tuple(constraint.initial_state() for constraint in recipe.constraints),
        )

    @property
    def state(self) -> EngineState:
        """The present state, float64 NumPy arrays."""
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state; its arrays are copied to float64."""
        self._state = attrs.evolve(state, critic=_own(state.critic), generator=_own(state.generator))

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
            DataError: real samples are missing, or are not of the recipe's shape.
            UnsupportedError: the batch has labels.
        """
        real = self._real(player, batch)
        if real is None or player == "generator":
            return self._of_generator(state, real, draw)
        return self._of_critic(state, real, draw)

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step; for the critic, then the projections of every parameter."""
        old = self._state.player(player)
        params, optimizer = self._optimizers[player].update(_float64(gradients.params), old.optimizer, old.params)
        if player == "critic":
            params = self._projected(params, old.updates)
        new = attrs.evolve(old, params=params, optimizer=optimizer, updates=old.updates + 1)
        constraints = gradients.constraints or self._state.constraints
        self._state = attrs.evolve(self._state.with_player(player, new), constraints=constraints)

    def sample(self, latent: NDArray[np.float64]) -> Float64:
        """G(z), float64 `(n, *shape)`, for latents `(n, latent_dim)`."""
        return np.array(
            self._generator_objective.samples(self._state.generator.params, self._checked("latent", latent))
        )

    def scores(self, x: NDArray[Any]) -> Float64:
        """f(x), float64 `(n,)`."""
        return np.array([self._critic.score(one, self._state.critic.params) for one in self._checked("sample", x)])

    def slopes(self, x: NDArray[Any]) -> Float64:
        """‖∇ₓf(x)‖, float64 `(n,)`, the Euclidean norm over all axes of a sample."""
        gradients = [self._critic.slope(one, self._state.critic.params) for one in self._checked("sample", x)]
        return np.array([Euclidean(None).value(gradient) for gradient in gradients])

    def margins(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Margins:
        """How near one player's gradients come to a kink, and by what they divide; see `Margins`.

        Arguments and errors are those of `gradients`.
        """
        real = self._real(player, batch)
        critic, generator = _float64(state.critic.params), _float64(state.generator.params)
        latents = self._latents(real, draw)
        if real is None or player == "generator":
            return generator_margins(self._generator_objective, generator, critic, latents)
        fake = self._generator_objective.samples(generator, latents)
        return critic_margins(self._critic_objective, critic, real, fake, states=state.constraints, draw=draw)

    def _of_critic(self, state: EngineState, real: Float64, draw: StepDraws) -> Gradients:
        fake = self._generator_objective.samples(_float64(state.generator.params), self._latents(real, draw))
        found = self._critic_objective.evaluate(_float64(state.critic.params), real, fake, state.constraints, draw)
        terms = {**found.terms, "critic_gradient_norm": length(found.gradients)}
        return Gradients(found.gradients, _floats(terms), found.states)

    def _of_generator(self, state: EngineState, real: Float64 | None, draw: StepDraws) -> Gradients:
        value, gradients = self._generator_objective.evaluate(
            _float64(state.generator.params),
            _float64(state.critic.params),
            self._latents(real, draw),
            real if self.recipe.loss.generator_needs_real else None,
        )
        return Gradients(gradients, _floats({"generator_loss": value, "generator_gradient_norm": length(gradients)}))

    def _start(self, player: str, params: Parameters) -> PlayerState:
        return PlayerState(params, self._optimizers[player].init(params))

    def _projected(self, params: Parameters, update: int) -> Parameters:
        for constraint, state in zip(self.recipe.constraints, self._state.constraints, strict=True):
            if oracles.kind_of(constraint) == oracles.PROJECTION:
                projection = oracles.projection_oracle(constraint.now(state, update))
                params = {name: projection.project(name, value) for name, value in params.items()}
        return params

    def _latents(self, real: Float64 | None, draw: StepDraws) -> Float64:
        n = self.recipe.batch_size if real is None else len(real)
        return draw.stream("latent").normal((n, *self._shapes["latent"]))

    def _real(self, player: str, batch: Batch | None) -> Float64 | None:
        if batch is None and (player == "critic" or self.recipe.loss.generator_needs_real):
            raise DataError(
                f"The {player}'s step with this loss needs real samples, but the batch is None. Give a Batch."
            )
        if batch is not None and batch.label is not None:
            raise UnsupportedError(
                "The batch has labels, but networks given as specifications take none. Leave them out."
            )
        return None if batch is None else self._checked("sample", batch.x)

    def _checked(self, what: str, array: Array) -> Float64:
        checked = np.asarray(array, dtype=np.float64)
        if checked.ndim == 0 or len(checked) == 0 or checked.shape[1:] != self._shapes[what]:
            raise DataError(
                f"Got an array of shape {checked.shape}, expected (n, {', '.join(map(str, self._shapes[what]))}) with "
                f"n ≥ 1: one {what} per row."
            )
        return checked


def _own(player: PlayerState) -> PlayerState:
    moments = {name: _float64(arrays) for name, arrays in player.optimizer.moments.items()}
    optimizer = OptimizerState(player.optimizer.step, moments)
    return attrs.evolve(player, params=_float64(player.params), optimizer=optimizer, buffers=_float64(player.buffers))


def _float64(arrays: Parameters) -> dict[str, Float64]:
    return {name: np.array(array, dtype=np.float64) for name, array in arrays.items()}


def _floats(terms: Mapping[str, Array]) -> dict[str, float]:
    return {name: float(value) for name, value in terms.items()}
