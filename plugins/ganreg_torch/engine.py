"""The engine of the backend `torch`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import array_api_compat.torch as xp
import attrs
import numpy as np
import torch
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Gradients, Terms
from ganreg.constraints.abstract import AbstractInputTransform
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import StepDraws
from ganreg.effective import EffectiveWeights
from ganreg.errors import UnsupportedError
from ganreg.inputs import due_transforms
from ganreg.labels import checked_labels
from ganreg.masks import FAKE, GENERATED, REAL, drawn_masks
from ganreg.objectives import due_penalties, due_projections, started
from ganreg.recipe import Recipe
from ganreg.state import EngineState, FlatParameters, Parameters
from ganreg_torch.evaluation import Evaluation, evaluate_critic
from ganreg_torch.flat import flat_of, flattened
from ganreg_torch.inputs import CriticView
from ganreg_torch.masks import Masks, MasksOf
from ganreg_torch.optimizers import updated
from ganreg_torch.penalties import CriticInputs, SetScore, slopes
from ganreg_torch.placement import Placement, to_numpy
from ganreg_torch.player import PlayerAt
from ganreg_torch.players import Players
from ganreg_torch.scores import one_per_sample
from ganreg_torch.streams import DeviceDraws, seed_of, seeded

Array = Any


@attrs.frozen
class PairAt:
    """Both players' networks at one state."""

    critic: PlayerAt
    generator: PlayerAt


class TorchEngine(AbstractEngine):
    """Eager PyTorch: losses and penalties under autograd, gradients by `torch.autograd.grad`, nothing in any `.grad`.

    A module's buffers belong to its own player's updates: the generator's batch statistics follow the generator's
    steps, and are as before after a critic's. Modules that draw from PyTorch's own generator (dropout) get it seeded
    from the update's draws, so that a resumed run repeats them; outside, the generator is untouched.
    """

    def __init__(self, recipe: Recipe, placement: Placement, device_draws: bool = False) -> None:
        super().__init__(recipe)
        self.placement = placement
        self.players = Players(recipe, placement, self.draws)
        self.labelled = tuple(name for name in ("critic", "generator") if self.players[name].labelled)
        self._classes = recipe.classes()
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
        with self._seeded(draw), torch.enable_grad():
            if player == "critic":
                assert batch is not None
                return self._critic_gradients(state, batch, draw)
            return self._generator_gradients(state, batch, draw)

    def apply(self, player: str, gradients: Gradients) -> None:
        """One optimizer step with these gradients; for the critic, then the projections."""
        network, old = self.players[player], self._state.player(player)
        optimizer = self.recipe.critic_optimizer if player == "critic" else self.recipe.generator_optimizer
        with torch.no_grad():
            grads, present = (flattened(arrays, network.shapes) for arrays in (gradients.params, old.params))
            params, optimizer_state = updated(optimizer, grads, old.optimizer, present)
            params = flattened(self._projected(params, old.updates) if player == "critic" else params, network.shapes)
            average = self.averaged(old, params, xp)
        buffers = {**old.buffers, **gradients.buffers}
        new = attrs.evolve(
            old, params=params, optimizer=optimizer_state, updates=old.updates + 1, buffers=buffers, average=average
        )
        constraints = gradients.constraints if player == "critic" and gradients.constraints else self._state.constraints
        stored = self.placement.states(constraints)
        self._state = attrs.evolve(self._state.with_player(player, new), constraints=stored)
        network.follow(new)

    def _critic_gradients(self, state: EngineState, batch: Batch, draw: StepDraws) -> Gradients:
        pair = self._pair(state, draw.update)
        evaluation = self._critic_evaluation(pair, state, batch, draw)
        grads = self._differentiated("critic", evaluation.total, pair.critic)
        terms = evaluation.terms | {"critic_gradient_norm": torch.linalg.vector_norm(grads.buffer)}
        with torch.no_grad():
            states = evaluation.next_states(self.recipe.constraints, state.constraints)
            states = pair.critic.effective.next_states(states, xp)
        return Gradients(grads, _read(terms), states, pair.critic.buffers)

    def _generator_gradients(self, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        pair = self._pair(state, state.critic.updates)
        loss = self._generator_loss(pair, state, batch, draw)
        grads = self._differentiated("generator", loss, pair.generator)
        terms = {"generator_loss": loss, "generator_gradient_norm": torch.linalg.vector_norm(grads.buffer)}
        return Gradients(grads, _read(terms), buffers=pair.generator.buffers)

    def field_pullback(
        self, state: EngineState, batches: Mapping[str, Batch | None], draws: Mapping[str, StepDraws]
    ) -> dict[str, Gradients]:
        """∇½‖v‖² by autograd through the gradients of both losses; see `AbstractEngine.field_pullback`."""
        pair, critic_batch = self._pair(state, state.critic.updates), batches["critic"]
        assert critic_batch is not None
        with self._seeded(draws["critic"]), torch.enable_grad():
            total = self._critic_evaluation(pair, state, critic_batch, draws["critic"], constant=False).total
            field = self._differentiable("critic", total, pair.critic)
        with self._seeded(draws["generator"]), torch.enable_grad():
            loss = self._generator_loss(pair, state, batches["generator"], draws["generator"], constant=False)
            field += self._differentiable("generator", loss, pair.generator)
        half = torch.stack([(part * part).sum() for part in field]).sum() / 2
        return {player: self._pulled(player, half, pair) for player in ("critic", "generator")}

    def _pulled(self, player: str, half: torch.Tensor, pair: "PairAt") -> Gradients:
        grads = self._differentiated(player, half, getattr(pair, player), keep=True)
        return Gradients(grads, _read({f"{player}_pullback_norm": torch.linalg.vector_norm(grads.buffer)}))

    def _critic_evaluation(
        self, pair: "PairAt", state: EngineState, batch: Batch, draw: StepDraws, constant: bool = True
    ) -> Evaluation:
        """The critic's loss, of fake samples and penalty points that are constants or not."""
        real, label, critic = self.placement.samples(batch.x), self._label(batch), pair.critic
        with torch.set_grad_enabled(not constant):
            view = self._view(state, draw, draw.update)
            fake = view.of("fake", self._generated(pair.generator, len(real), label, draw))
            real = view.of("real", real)
        inputs = CriticInputs(
            score=_score(critic, critic.label(label), self._masks(critic, draw)),
            weights=critic.weights,
            real=real,
            fake=fake,
            numbers=self._numbers(draw, real),
            critic=critic.player.module,
        )
        due = due_penalties(self.recipe.constraints, state.constraints, draw.update)
        return evaluate_critic(self.recipe.loss, due, inputs, self.players.together)

    def _generator_loss(
        self, pair: "PairAt", state: EngineState, batch: Batch | None, draw: StepDraws, constant: bool = True
    ) -> torch.Tensor:
        """The generator's loss, of scores of real samples that are constants or not."""
        real = None if batch is None or batch.x is None else self.placement.samples(batch.x)
        label = self._label(batch)
        given = label if real is None else real
        n = self.recipe.batch_size if given is None else len(given)
        fake = self._generated(pair.generator, n, label, draw)
        score = _score(pair.critic, pair.critic.label(label), self._masks(pair.critic, draw))
        view, real_scores = self._view(state, draw, state.critic.updates), None
        if self.recipe.loss.generator_needs_real and real is not None:
            with torch.set_grad_enabled(not constant):
                real_scores = score(view.of("real", real), REAL)
        loss: torch.Tensor = self.recipe.loss.generator(real_scores, score(view.of("fake", fake), FAKE), xp)
        return loss

    def _projected(self, params: Parameters, update: int) -> Parameters:
        for projection in due_projections(self.recipe.constraints, self._state.constraints, update):
            params = {name: projection.project(name, value, xp) for name, value in params.items()}
        return params

    def _differentiated(
        self, player: str, total: torch.Tensor, network: PlayerAt, keep: bool = False
    ) -> FlatParameters:
        shapes = self.players[player].shapes
        return flat_of(network.gradients(total, shapes, keep), shapes)

    def _differentiable(self, player: str, total: torch.Tensor, network: PlayerAt) -> tuple[torch.Tensor, ...]:
        """Gradients to differentiate again."""
        weights = self._weights(player, network)
        return torch.autograd.grad(total, weights, create_graph=True, materialize_grads=True)

    def _weights(self, player: str, network: PlayerAt) -> list[torch.Tensor]:
        return [network.weights[name] for name in self.players[player].shapes]

    # What a step is made of -----------------------------------------------------------------------------------------

    def _pair(self, state: EngineState, update: int) -> "PairAt":
        return PairAt(self._critic_at(state, update), self._at("generator", state))

    def _at(self, player: str, state: EngineState) -> PlayerAt:
        current = state.player(player).params is self._state.player(player).params
        return self.players[player].at(state.player(player), current)

    def _critic_at(self, state: EngineState, update: int) -> PlayerAt:
        """The critic at a state, with the weights that it computes with at that update."""
        params, constraints = state.critic.params, self.recipe.constraints
        with torch.no_grad():
            effective = EffectiveWeights.of(params, constraints, state.constraints, update, xp)
        return self._at("critic", state).reparametrised(effective)

    def _generated(self, generator: PlayerAt, n: int, label: torch.Tensor | None, draw: StepDraws) -> torch.Tensor:
        latent = self.placement.samples(self._stream(draw, "latent").normal((n, self.recipe.latent_dim)))
        masks = self._masks(generator, draw)(GENERATED, n)
        samples: torch.Tensor = generator(latent, generator.label(label), masks)
        return samples

    def _view(self, state: EngineState, draw: StepDraws, update: int) -> CriticView:
        """What the critic sees in this step, `update` critic updates after the start."""

        def numbers(transform: AbstractInputTransform, path: str, samples: torch.Tensor) -> Mapping[str, torch.Tensor]:
            return self._drawn(transform, draw, path, samples)

        return CriticView(due_transforms(self.recipe.constraints, state.constraints, update), numbers)

    def _masks(self, network: PlayerAt, draw: StepDraws) -> MasksOf:
        specs = network.player.masks

        def masks_of(samples: str, n: int) -> Masks:
            drawn = drawn_masks(specs, samples, n, lambda path: self._stream(draw, path))
            return {name: self.placement.samples(mask) for name, mask in drawn.items()}

        return masks_of

    def _numbers(self, draw: StepDraws, real: torch.Tensor) -> Any:
        def numbers(what: AbstractPointSet | AbstractInputTransform, path: str) -> Mapping[str, torch.Tensor]:
            return self._drawn(what, draw, path, real)

        return numbers

    def _drawn(
        self, what: AbstractPointSet | AbstractInputTransform, draw: StepDraws, path: str, samples: torch.Tensor
    ) -> Mapping[str, torch.Tensor]:
        drawn = what.draw(self._stream(draw, path), tuple(samples.shape))
        return {name: self.placement.tensor(value) for name, value in drawn.items()}

    def _stream(self, draw: StepDraws, path: str) -> Any:
        return draw.stream(path) if self._device_draws is None else self._device_draws.stream(draw, path)

    def _seeded(self, draw: StepDraws) -> AbstractContextManager[None]:
        return seeded(seed_of(draw, "modules"), self.placement.device) if self.players.random else nullcontext()

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
        with self.players.generator.evaluating(), torch.no_grad(), self._seeded(self.draws.at("generator", 0)):
            return to_numpy(generator(self.placement.samples(latent), own))

    def scores(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The critic's scores `(n,)`, in evaluation mode."""
        with self.players.critic.evaluating(), torch.no_grad():
            return to_numpy(self._present_score(label, len(x))(self.placement.samples(x), ""))

    def slopes(self, x: NDArray[Any], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """The norms `(n,)` of the critic's gradient at samples, in evaluation mode."""
        with self.players.critic.evaluating():
            score = self._present_score(label, len(x))
            return to_numpy(slopes(lambda points: score(points, ""), self.placement.samples(x)))

    def _present_score(self, label: Any, n: int) -> SetScore:
        critic = self._critic_at(self._state, self._state.critic.updates)
        return _score(critic, critic.label(self._checked(label, n)))


def _score(critic: PlayerAt, label: torch.Tensor | None, masks_of: MasksOf | None = None) -> SetScore:
    """The critic as a function of samples and their set; labels of a batch are those of points beside it too.

    Without `masks_of` it is in use.
    """

    def score(x: torch.Tensor, samples: str) -> torch.Tensor:
        own = label if label is None or len(label) == len(x) else label.repeat(len(x) // len(label))
        masks = None if masks_of is None else masks_of(samples, len(x))
        return one_per_sample(critic(x, own, masks), len(x))

    return score


def _read(terms: Mapping[str, torch.Tensor]) -> Terms:
    """The terms as Python numbers, with a single transfer from the device."""
    values = torch.stack([value.detach() for value in terms.values()]).tolist()
    return dict(zip(terms, values, strict=True))
