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
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import StepDraws
from ganreg.errors import UnsupportedError
from ganreg.labels import checked_labels
from ganreg.masks import FAKE, GENERATED, REAL, drawn_masks
from ganreg.objectives import due_penalties, due_projections
from ganreg.recipe import Recipe
from ganreg.state import EngineState, FlatParameters, Parameters, PlayerState
from ganreg_torch.evaluation import evaluate_critic
from ganreg_torch.flat import flat_of, flattened
from ganreg_torch.masks import Masks, MasksOf
from ganreg_torch.penalties import CriticInputs, SetScore, slopes
from ganreg_torch.placement import Placement, to_numpy
from ganreg_torch.player import PlayerAt
from ganreg_torch.players import Players
from ganreg_torch.scores import one_per_sample
from ganreg_torch.streams import DeviceDraws, seed_of, seeded

Array = Any


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
        constraints = tuple(constraint.initial_state() for constraint in recipe.constraints)
        self._state = EngineState(
            self.players.critic.initial_state(recipe.critic_optimizer, xp),
            self.players.generator.initial_state(recipe.generator_optimizer, xp),
            tuple({key: placement.stored(value) for key, value in state.items()} for state in constraints),
        )

    # State --------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> EngineState:
        """The present state: tensors that are never changed in place."""
        return self._state

    def load_state(self, state: EngineState) -> None:
        """Go on from a state, given in any arrays; modules of a user's own follow it."""
        constraints = tuple({key: self.placement.stored(value) for key, value in s.items()} for s in state.constraints)
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
            grads = flattened(gradients.params, network.shapes)
            params, optimizer_state = optimizer.update(grads, old.optimizer, old.params, xp)
            params = flattened(self._projected(params, old.updates) if player == "critic" else params, network.shapes)
        new = PlayerState(params, optimizer_state, old.updates + 1, {**old.buffers, **gradients.buffers})
        constraints = gradients.constraints if player == "critic" and gradients.constraints else self._state.constraints
        self._state = attrs.evolve(self._state.with_player(player, new), constraints=constraints)
        network.follow(new)

    def _critic_gradients(self, state: EngineState, batch: Batch, draw: StepDraws) -> Gradients:
        real, label = self.placement.samples(batch.x), self._label(batch)
        critic, generator = self._at("critic", state), self._at("generator", state)
        with torch.no_grad():
            fake = self._generated(generator, len(real), label, draw)
        inputs = CriticInputs(
            score=_score(critic, critic.label(label), self._masks(critic, draw)),
            weights=critic.weights,
            real=real,
            fake=fake,
            numbers=self._numbers(draw, real),
            critic=critic.player.module,
        )
        due = due_penalties(self.recipe.constraints, state.constraints, draw.update)
        evaluation = evaluate_critic(self.recipe.loss, due, inputs, self.players.together)
        grads = self._differentiated("critic", evaluation.total, critic)
        terms = evaluation.terms | {"critic_gradient_norm": torch.linalg.vector_norm(grads.buffer)}
        states = evaluation.next_states(self.recipe.constraints, state.constraints)
        return Gradients(grads, _read(terms), states, critic.buffers)

    def _generator_gradients(self, state: EngineState, batch: Batch | None, draw: StepDraws) -> Gradients:
        real = None if batch is None or batch.x is None else self.placement.samples(batch.x)
        label = self._label(batch)
        critic, generator = self._at("critic", state), self._at("generator", state)
        given = label if real is None else real
        fake = self._generated(generator, self.recipe.batch_size if given is None else len(given), label, draw)
        score = _score(critic, critic.label(label), self._masks(critic, draw))
        real_scores = None
        if self.recipe.loss.generator_needs_real and real is not None:
            with torch.no_grad():
                real_scores = score(real, REAL)
        loss = self.recipe.loss.generator(real_scores, score(fake, FAKE), xp)
        grads = self._differentiated("generator", loss, generator)
        terms = {"generator_loss": loss, "generator_gradient_norm": torch.linalg.vector_norm(grads.buffer)}
        return Gradients(grads, _read(terms), buffers=generator.buffers)

    def _projected(self, params: Parameters, update: int) -> Parameters:
        for projection in due_projections(self.recipe.constraints, self._state.constraints, update):
            params = {name: projection.project(name, value, xp) for name, value in params.items()}
        return params

    def _differentiated(self, player: str, total: torch.Tensor, network: PlayerAt) -> FlatParameters:
        shapes = self.players[player].shapes
        weights = [network.weights[name] for name in shapes]
        return flat_of(torch.autograd.grad(total, weights, materialize_grads=True), shapes)

    # What a step is made of -----------------------------------------------------------------------------------------

    def _at(self, player: str, state: EngineState) -> PlayerAt:
        current = state.player(player).params is self._state.player(player).params
        return self.players[player].at(state.player(player), current)

    def _generated(self, generator: PlayerAt, n: int, label: torch.Tensor | None, draw: StepDraws) -> torch.Tensor:
        latent = self.placement.samples(self._stream(draw, "latent").normal((n, self.recipe.latent_dim)))
        masks = self._masks(generator, draw)(GENERATED, n)
        samples: torch.Tensor = generator(latent, generator.label(label), masks)
        return samples

    def _masks(self, network: PlayerAt, draw: StepDraws) -> MasksOf:
        specs = network.player.masks

        def masks_of(samples: str, n: int) -> Masks:
            drawn = drawn_masks(specs, samples, n, lambda path: self._stream(draw, path))
            return {name: self.placement.samples(mask) for name, mask in drawn.items()}

        return masks_of

    def _numbers(self, draw: StepDraws, real: torch.Tensor) -> Any:
        def numbers(points: AbstractPointSet, path: str) -> Mapping[str, torch.Tensor]:
            drawn = points.draw(self._stream(draw, path), tuple(real.shape))
            return {name: self.placement.tensor(value) for name, value in drawn.items()}

        return numbers

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

    def sample(self, latent: NDArray[np.float64], label: NDArray[Any] | None = None) -> NDArray[Any]:
        """Generated samples `(n, *shape)` in evaluation mode: the same for the same latents."""
        generator = self._at("generator", self._state)
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
        critic = self._at("critic", self._state)
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
