"""The engine of the backend `torch`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import array_api_compat.torch as xp
import attrs
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ganreg.backend import AbstractEngine, Batch, Gradients, Terms
from ganreg.batches import real_samples
from ganreg.constraints.free_form import score_transforms
from ganreg.draws import StepDraws
from ganreg.effective import EffectiveWeights
from ganreg.errors import UnsupportedError
from ganreg.labels import checked_labels
from ganreg.objectives import due_projections, started
from ganreg.recipe import Recipe
from ganreg.state import EngineState, FlatParameters, OptimizerState, Parameters, PlayerState
from ganreg_torch.ahead import DrawsAhead
from ganreg_torch.critics import elementwise
from ganreg_torch.flat import flat_of, flattened
from ganreg_torch.free_form import SetScore, through
from ganreg_torch.optimizers import updated
from ganreg_torch.penalties import input_gradients, slopes
from ganreg_torch.placement import Placement, to_numpy
from ganreg_torch.player import PlayerAt
from ganreg_torch.players import Players
from ganreg_torch.precision import products_in
from ganreg_torch.step import Step, score_of
from ganreg_torch.streams import DeviceDraws, seed_of, seeded

Array = Any


class TorchEngine(AbstractEngine):
    """Eager PyTorch: losses and penalties under autograd, gradients by `torch.autograd.grad`, nothing in any `.grad`.

    A module's buffers belong to its own player's updates: the generator's batch statistics follow the generator's
    steps, and are as before after a critic's. Modules that draw from PyTorch's own generator (dropout) get it seeded
    from the update's draws, so that a resumed run repeats them; outside, the generator is untouched.
    """

    def __init__(self, recipe: Recipe, placement: Placement, device_draws: bool = False) -> None:
        recipe = recipe.among(elementwise(recipe.critic) if isinstance(recipe.critic, nn.Module) else None)
        super().__init__(recipe)
        self.placement = placement
        self.players = Players(recipe, placement, self.draws)
        self.labelled = tuple(name for name in ("critic", "generator") if self.players[name].labelled)
        self._classes = recipe.classes()
        self._ahead = DrawsAhead(placement)
        self._device_draws = DeviceDraws(placement) if device_draws else None
        weights = {name: to_numpy(weight) for name, weight in self.players.critic.weights.items()}
        state = EngineState(
            self.players.critic.initial_state(recipe.critic_optimizer),
            self.players.generator.initial_state(recipe.generator_optimizer, averaged=recipe.average is not None),
            placement.states(started(recipe.constraints, weights, self.draws)),
        )
        self._state = recipe.game.start(state)

    # State --------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> EngineState:
        """The present state: tensors that are never changed in place."""
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state, given in any arrays; modules of a user's own follow it."""
        constraints = self.placement.states(state.constraints)
        critic, generator = self.players.critic.placed(state.critic), self.players.generator.placed(state.generator)
        self._state = EngineState(critic, generator, constraints)
        self.players.critic.follow(critic)
        self.players.generator.follow(generator)

    def to_numpy(self, array: Array) -> NDArray[Any]:
        """A tensor as a NumPy array of its own."""
        return to_numpy(array)

    def from_numpy(self, array: NDArray[Any]) -> torch.Tensor:
        """A host array as a tensor here: floating-point values in this engine's type."""
        return self.placement.tensor(array)

    # Steps --------------------------------------------------------------------------------------------------------

    def gradients(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        """The gradients of one player's loss at a state; see `AbstractEngine.gradients`."""
        with self._seeded(draw), self._products(), torch.enable_grad():
            if player == "critic":
                return self._critic_gradients(state, batch, draw)
            return self._generator_gradients(state, batch, draw)

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step with these gradients; for the critic, then the projections."""
        network, old = self.players[player], self._state.player(player)
        with torch.no_grad():
            grads, present = (flattened(arrays, network.shapes) for arrays in (gradients.params, old.params))
            params, optimizer_state = self._updated(player, grads, old.optimizer, present)
            params = flattened(self._projected(params, old.updates) if player == "critic" else params, network.shapes)
            average = self.averaged(old, params, xp)
        buffers = {**old.buffers, **gradients.buffers}
        new = attrs.evolve(
            old, params=params, optimizer=optimizer_state, updates=old.updates + 1, buffers=buffers, average=average
        )
        constraints = gradients.constraints if player == "critic" and gradients.constraints else self._state.constraints
        stored = self.placement.states(constraints)
        self._state = attrs.evolve(self._state.with_player(player, new), constraints=stored)
        self._followed(player, new)

    def _critic_gradients(self, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        step = self._step_at(state, draw, draw.update)
        evaluation = step.critic_loss(*self._given(batch), self.players.together)
        grads = self._differentiated("critic", evaluation.total, step)
        terms = evaluation.terms | {"critic_gradient_norm": torch.linalg.vector_norm(grads.buffer)}
        with torch.no_grad():
            states = evaluation.next_states(self.recipe.constraints, state.constraints)
            states = step.critic.effective.next_states(states, xp)
        return Gradients(grads, self._reported(terms), states, step.critic.buffers)

    def _generator_gradients(self, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        step = self._step_at(state, draw, state.critic.updates)
        loss = step.generator_loss(*self._asked(batch))
        grads = self._differentiated("generator", loss, step)
        terms = {"generator_loss": loss, "generator_gradient_norm": torch.linalg.vector_norm(grads.buffer)}
        return Gradients(grads, self._reported(terms), buffers=step.generator.buffers)

    def field_pullback(
        self, state: EngineState, batches: Mapping[str, Batch | None], draws: Mapping[str, StepDraws]
    ) -> dict[str, Gradients]:
        """∇½‖v‖² by autograd through the gradients of both losses; see `AbstractEngine.field_pullback`."""
        with self.players.critic.differentiated_thrice(), self.players.generator.differentiated_thrice():
            return self._field_pullback(state, batches, draws)

    def _field_pullback(
        self, state: EngineState, batches: Mapping[str, Batch | None], draws: Mapping[str, StepDraws]
    ) -> dict[str, Gradients]:
        step, batch = self._step_at(state, draws["critic"], state.critic.updates), batches["critic"]
        other = attrs.evolve(step, draw=draws["generator"])
        with self._seeded(draws["critic"]), self._products(), torch.enable_grad():
            total = step.critic_loss(*self._given(batch), self.players.together, constant=False).total
            field = self._differentiable("critic", total, step)
        with self._seeded(draws["generator"]), self._products(), torch.enable_grad():
            loss = other.generator_loss(*self._asked(batches["generator"]), constant=False)
            field += self._differentiable("generator", loss, other)
        half = torch.stack([(part * part).sum() for part in field]).sum() / 2
        with self._products():
            return {player: self._pulled(player, half, step) for player in ("critic", "generator")}

    def _pulled(self, player: str, half: torch.Tensor, step: Step) -> Gradients:
        grads = self._differentiated(player, half, step, keep=True)
        return Gradients(grads, self._reported({f"{player}_pullback_norm": torch.linalg.vector_norm(grads.buffer)}))

    def _updated(
        self, player: str, grads: FlatParameters, state: OptimizerState, params: FlatParameters
    ) -> tuple[Parameters, OptimizerState]:
        optimizer = self.recipe.critic_optimizer if player == "critic" else self.recipe.generator_optimizer
        return updated(optimizer, grads, state, params)

    def _followed(self, player: str, state: PlayerState) -> None:
        self.players[player].follow(state)

    def _reported(self, terms: Mapping[str, torch.Tensor]) -> Terms:
        """The terms as Python numbers, with a single transfer from the device."""
        values = torch.stack([value.detach() for value in terms.values()]).tolist()
        return dict(zip(terms, values, strict=True))

    def _projected(self, params: Parameters, update: int) -> Parameters:
        for projection in due_projections(self.recipe.constraints, self._state.constraints, update):
            params = {name: projection.project(name, value, xp) for name, value in params.items()}
        return params

    def _differentiated(self, player: str, total: torch.Tensor, step: Step, keep: bool = False) -> FlatParameters:
        shapes = self.players[player].shapes
        return flat_of(getattr(step, player).gradients(total, shapes, keep), shapes)

    def _differentiable(self, player: str, total: torch.Tensor, step: Step) -> tuple[torch.Tensor, ...]:
        """Gradients to differentiate again."""
        weights = [getattr(step, player).weights[name] for name in self.players[player].shapes]
        return torch.autograd.grad(total, weights, create_graph=True, materialize_grads=True)

    # What a step is made of -----------------------------------------------------------------------------------------

    def _step_at(self, state: EngineState, draw: StepDraws, update: int) -> Step:
        return Step(
            self.recipe,
            self._critic_at(state, update),
            self._at("generator", state),
            state.constraints,
            update,
            draw,
            self.placement,
            self._ahead,
            self._device_draws,
        )

    def _at(self, player: str, state: EngineState) -> PlayerAt:
        current = state.player(player).params is self._state.player(player).params
        return self.players[player].at(state.player(player), current)

    def _critic_at(self, state: EngineState, update: int) -> PlayerAt:
        """The critic at a state, with the weights that it computes with at that update."""
        params, constraints = state.critic.params, self.recipe.constraints
        with torch.no_grad():
            effective = EffectiveWeights.of(params, constraints, state.constraints, update, xp)
        return self._at("critic", state).reparametrised(effective)

    def _given(self, batch: Batch | None) -> tuple[torch.Tensor, torch.Tensor | None]:
        """The real samples of the critic's batch, and its labels."""
        return self._real("critic", batch), self._label(batch)

    def _real(self, player: str, batch: Batch | None) -> torch.Tensor:
        assert self.recipe.data_shape is not None
        return self.placement.samples(real_samples(player, batch, self.recipe.data_shape))

    def _asked(self, batch: Batch | None) -> tuple[torch.Tensor | None, torch.Tensor | None, int]:
        """The real samples and labels that the generator's step is given, if any, and how many samples to make."""
        needed = self.recipe.loss.generator_needs_real or (batch is not None and batch.x is not None)
        real = self._real("generator", batch) if needed else None
        label = self._label(batch)
        given = label if real is None else real
        return real, label, self.recipe.batch_size if given is None else len(given)

    def _seeded(self, draw: StepDraws) -> AbstractContextManager[None]:
        return seeded(seed_of(draw, "modules"), self.placement.device) if self.players.random else nullcontext()

    def _products(self) -> AbstractContextManager[None]:
        return products_in(self.placement.precision, self.placement.device)

    def _label(self, batch: Batch | None) -> torch.Tensor | None:
        label = None if batch is None else batch.label
        if label is not None and not self.labelled:
            raise UnsupportedError(
                "The batch has labels, but neither network takes some. Leave them out, give specified networks "
                "classes, or modules that are called with (x, label)."
            )
        n = 0 if label is None else len(label) if batch is None or batch.x is None else len(batch.x)
        return self._checked(label, n)

    def _checked(self, label: Any, n: int) -> torch.Tensor | None:
        """Labels here, checked: of a specified network they are known to be classes, of a module only to be numbers."""
        if label is None:
            return None
        if self._classes is None:
            return self.placement.tensor(label)
        return torch.from_numpy(checked_labels(to_numpy(label), n, self._classes)).to(self.placement.device)

    # Looking at it --------------------------------------------------------------------------------------------------

    def sample(
        self, latent: NDArray[np.float64], label: NDArray[Any] | None = None, averaged: bool = False
    ) -> NDArray[Any]:
        """Generated samples `(n, *shape)` in evaluation mode: the same for the same latents."""
        state = self._state.generator
        state = attrs.evolve(state, params=state.average) if averaged else state
        generator = self.players.generator.at(state, current=not averaged)
        own = generator.label(self._checked(label, len(latent)))
        seed = self._seeded(self.draws.at("generator", 0))
        with self.players.generator.evaluating(), torch.no_grad(), seed, self._products():
            return to_numpy(generator(self.placement.samples(latent), own))

    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's scores `(n,)`, in evaluation mode."""
        with self.players.critic.evaluating(), torch.no_grad(), self._products():
            return to_numpy(self._present_score(label, len(x))(self.placement.samples(x), ""))

    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The norms `(n,)` of the critic's gradient at samples, in evaluation mode."""
        with self.players.critic.evaluating(), self._products():
            score = self._present_score(label, len(x))
            return to_numpy(slopes(lambda points: score(points, ""), self.placement.samples(x)))

    def input_gradients(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's gradient at samples, `(n, *shape)`, in evaluation mode."""
        with self.players.critic.evaluating(), self._products():
            score = self._present_score(label, len(x))
            return to_numpy(input_gradients(lambda points: score(points, ""), self.placement.samples(x)))

    def _present_score(self, label: Any, n: int) -> SetScore:
        state, update = self._state, self._state.critic.updates
        critic = self._critic_at(state, update)
        transforms = score_transforms(self.recipe.constraints, state.constraints, update)
        return through(score_of(critic, critic.label(self._checked(label, n))), transforms)
