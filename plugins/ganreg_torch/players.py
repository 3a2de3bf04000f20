"""Both networks of an engine, made or taken over, and tried out once."""

import torch
from torch import nn

from ganreg.draws import Draws
from ganreg.errors import NetworkError
from ganreg.mixing import check_mixing, check_specified
from ganreg.networks.network import BoundNetwork
from ganreg.randomness import check_random, check_randomness
from ganreg.recipe import Recipe
from ganreg.support import check_support
from ganreg_torch.chains import Chains
from ganreg_torch.network import sequential
from ganreg_torch.penalties import check_kinds
from ganreg_torch.placement import Placement
from ganreg_torch.player import Player
from ganreg_torch.probe import BATCH, Behaviour, Mixing, behaviour, cause_of, mixing, probe_samples
from ganreg_torch.scores import one_per_sample
from ganreg_torch.third_order import check_third_order


class Players:
    """The critic and the generator of a recipe.

    Attributes:
        random: whether one of them draws from PyTorch's own generator: a user's own, with dropout.
        together: whether real and fake samples may go through the critic in one batch.

    Raises:
        NetworkError: a network does not fit its samples, or has nothing to train.
        CombinationError: the critic mixes samples under a gradient penalty, that penalty would have to be
            differentiated where PyTorch's third derivatives are wrong, or the critic draws nothing where it has to.
        UnsupportedError: this backend does not compute one of the recipe's components.
    """

    def __init__(self, recipe: Recipe, placement: Placement, draws: Draws) -> None:
        check_kinds(recipe.constraints)
        assert recipe.data_shape is not None
        assert recipe.latent_dim is not None
        self.critic = _player("critic", recipe, placement, draws)
        check_third_order(recipe, self.critic.specified)
        self.generator = _player("generator", recipe, placement, draws)
        samples = probe_samples(recipe.data_shape, placement)
        random_generator = self._probe_generator(recipe.data_shape, probe_samples((recipe.latent_dim,), placement))
        random_critic = self._probe_critic(samples)
        check_randomness(random_critic, recipe.constraints)
        own = [(random_critic, self.critic), (random_generator, self.generator)]
        self.random = any(random and not player.specified for random, player in own)
        self.together = self._may_go_together(recipe, samples)

    def __getitem__(self, name: str) -> Player:
        return self.critic if name == "critic" else self.generator

    def _may_go_together(self, recipe: Recipe, samples: torch.Tensor) -> bool:
        """Whether no score depends on another sample; refuses or warns of a critic that mixes them.

        A specified critic's layers say so, and a user's own if they are known: tried out at its start, one whose last
        weights are 0 would look innocent.
        """
        if self.critic.specified:
            bound = recipe.bound_critic()
            check_random(bound, recipe.constraints)
            check_specified(bound, recipe.constraints, recipe.allow)
            return not bound.mixes_samples and not bound.masks()
        found = mixing(self.critic.module, samples, self._probe_label(self.critic))
        if found is not Mixing.NOT:
            one_number = found is Mixing.ONE_NUMBER
            check_mixing(cause_of(self.critic.module), recipe.constraints, recipe.allow, one_number)
        return Chains().of(self.critic.module) is not None

    def _probe_critic(self, samples: torch.Tensor) -> bool:
        found = self._probe(self.critic, samples)
        one_per_sample(found.output, BATCH)
        return found.random

    def _probe_generator(self, shape: tuple[int, ...], latent: torch.Tensor) -> bool:
        found = self._probe(self.generator, latent)
        given = tuple(found.output.shape) if isinstance(found.output, torch.Tensor) else type(found.output).__name__
        if given != (BATCH, *shape):
            raise NetworkError(
                f"The generator {type(self.generator.module).__name__} returned {given} for latents "
                f"{tuple(latent.shape)}. Expected {(BATCH, *shape)}: samples of the data's shape {shape}."
            )
        return found.random

    def _probe(self, player: Player, x: torch.Tensor) -> Behaviour:
        label = self._probe_label(player)
        return behaviour(player.module, player.name, *((x,) if label is None else (x, label)))

    def _probe_label(self, player: Player) -> torch.Tensor | None:
        return torch.zeros(BATCH, dtype=torch.int64, device=player.placement.device) if player.labelled else None


def _player(name: str, recipe: Recipe, placement: Placement, draws: Draws) -> Player:
    network = getattr(recipe, name)
    if isinstance(network, nn.Module):
        return Player(name, network, placement, specified=False)
    bound: BoundNetwork = recipe.bound_critic() if name == "critic" else recipe.bound_generator()
    check_support(recipe.backend, bound.layers)
    module = sequential(bound, bound.initial(draws, name) | bound.initial_buffers(draws, name), placement)
    return Player(name, module, placement, specified=True, classes=bound.classes, masks=bound.masks())
