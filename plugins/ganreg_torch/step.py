"""What one update computes: both players' losses at a state, with that update's draws as tensors."""

from collections.abc import Callable, Mapping
from typing import Any

import array_api_compat.torch as xp
import attrs
import torch

from ganreg.constraints.abstract import AbstractInputTransform
from ganreg.constraints.free_form import score_transforms
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import StepDraws, Stream
from ganreg.inputs import due_transforms
from ganreg.masks import FAKE, GENERATED, REAL, drawn_masks
from ganreg.objectives import due_penalties
from ganreg.recipe import Recipe
from ganreg_torch.ahead import DrawsAhead
from ganreg_torch.evaluation import Evaluation, States, evaluate_critic
from ganreg_torch.free_form import SetScore, through
from ganreg_torch.inputs import CriticView
from ganreg_torch.masks import Masks, MasksOf
from ganreg_torch.penalties import CriticInputs
from ganreg_torch.placement import Placement
from ganreg_torch.player import PlayerAt
from ganreg_torch.scores import one_per_sample
from ganreg_torch.streams import DeviceDraws, PlacedStream

Label = torch.Tensor | None


@attrs.frozen
class Step:
    """Both networks at a state, and the draws of one update.

    Args:
        recipe: whose losses, constraints and latents.
        critic: with the weights that it computes with.
        generator: at the same state.
        states: of the constraints.
        update: how many critic updates there were: the time of the constraints.
        draw: this update's draws, on the host.
        placement: where tensors live.
        ahead: the host's draws of this update and the next.
        device_draws: draws on the device in the place of the host's, or None.
    """

    recipe: Recipe
    critic: PlayerAt
    generator: PlayerAt
    states: States
    update: int
    draw: StepDraws
    placement: Placement
    ahead: DrawsAhead
    device_draws: DeviceDraws | None

    def critic_loss(self, real: torch.Tensor, label: Label, together: bool, constant: bool = True) -> Evaluation:
        """The critic's loss, of fake samples and penalty points that are constants or not.

        Args:
            real: real samples `(n, *shape)`.
            label: of the real samples, and of the fake ones beside them.
            together: whether both may go through the critic in one batch.
            constant: False where the loss is differentiated in the generator too.
        """
        with torch.set_grad_enabled(not constant):
            view = self._view()
            fake = view.of("fake", self._generated(len(real), label))
            real = view.of("real", real)
        inputs = CriticInputs(
            score=self._score(label),
            weights=self.critic.weights,
            real=real,
            fake=fake,
            numbers=lambda what, path: self._drawn(what, path, real),
            stream=self._kept_stream,
            critic=self.critic.player.module,
            thrice=not constant,
        )
        due = due_penalties(self.recipe.constraints, self.states, self.draw.update)
        return evaluate_critic(self.recipe.loss, due, inputs, together)

    def generator_loss(self, real: torch.Tensor | None, label: Label, n: int, constant: bool = True) -> torch.Tensor:
        """The generator's loss for `n` latents, of scores of real samples that are constants or not."""
        fake, view = self._generated(n, label), self._view()
        score, real_scores = self._score(label), None
        if self.recipe.loss.generator_needs_real and real is not None:
            with torch.set_grad_enabled(not constant):
                real_scores = score(view.of("real", real), REAL)
        loss: torch.Tensor = self.recipe.loss.generator(real_scores, score(view.of("fake", fake), FAKE), xp)
        return loss

    def _generated(self, n: int, label: Label) -> torch.Tensor:
        shape = (n, self.recipe.latent_dim)
        latent = self._numbers("latent", shape, lambda stream: {"z": stream.normal(shape)})["z"]
        masks = self._masks(self.generator)(GENERATED, n)
        samples: torch.Tensor = self.generator(latent, self.generator.label(label), masks)
        return samples

    def _view(self) -> CriticView:
        """What the critic sees in this update."""
        return CriticView(due_transforms(self.recipe.constraints, self.states, self.update), self._drawn)

    def _score(self, label: Label) -> SetScore:
        """What the critic scores, in training: through the recipe's score transforms."""
        score = score_of(self.critic, self.critic.label(label), self._masks(self.critic))
        return through(score, score_transforms(self.recipe.constraints, self.states, self.update))

    def _masks(self, network: PlayerAt) -> MasksOf:
        def masks_of(samples: str, n: int) -> Masks:
            drawn = drawn_masks(network.player.masks, samples, n, self._stream)
            return {name: self.placement.samples(mask) for name, mask in drawn.items()}

        return masks_of

    def _drawn(
        self, what: AbstractPointSet | AbstractInputTransform, path: str, samples: torch.Tensor
    ) -> Mapping[str, torch.Tensor]:
        shape = tuple(samples.shape)
        return self._numbers(path, (what, shape), lambda stream: what.draw(stream, shape))

    def _numbers(self, path: str, what: Any, make: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, torch.Tensor]:
        """Tensors drawn from the stream of a path; `what` is all that they depend on beside."""
        if self.device_draws is None:
            return self.ahead.numbers(self.draw, path, what, make)
        drawn = make(self.device_draws.stream(self.draw, path))
        return {name: self.placement.tensor(value) for name, value in drawn.items()}

    def _stream(self, path: str) -> Any:
        return self.draw.stream(path) if self.device_draws is None else self.device_draws.stream(self.draw, path)

    def _kept_stream(self, path: str) -> Stream:
        """A stream that no other draw resets: foreign code may draw from it at any time."""
        if self.device_draws is not None:
            return self.device_draws.kept_stream(self.draw, path)
        return PlacedStream(self.draw.kept_stream(path), self.placement)


def score_of(critic: PlayerAt, label: Label, masks_of: MasksOf | None = None) -> SetScore:
    """The critic as a function of samples and their set; labels of a batch are those of points beside it too.

    Without `masks_of` it is in use.
    """

    def score(x: torch.Tensor, samples: str) -> torch.Tensor:
        own = label if label is None or len(label) == len(x) else label.repeat(len(x) // len(label))
        masks = None if masks_of is None else masks_of(samples, len(x))
        return one_per_sample(critic(x, own, masks), len(x))

    return score
