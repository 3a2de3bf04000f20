"""One player's network in an engine: a module whose parameters and buffers are also a value."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import array_api_compat.torch as xp
import attrs
import torch
from torch import nn

from ganreg.effective import EffectiveWeights
from ganreg.errors import DataError, NetworkError
from ganreg.networks.layers import MaskSpec
from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.state import FlatParameters, OptimizerState, PlayerState
from ganreg_torch.flat import flat_of, flattened, views_of
from ganreg_torch.layers.conv2d import Convolved
from ganreg_torch.masks import Masks, masked
from ganreg_torch.placement import Placement
from ganreg_torch.precision import BFLOAT16, network_in, widened
from ganreg_torch.probe import takes_labels

NO_GRADIENT = (
    "The {name} {cls} has no trainable parameter, so there is nothing to train. Call requires_grad_(True) on it."
)


class Player:
    """A module, moved to the engine's placement. It follows the engine's state, which is a value of its own.

    Args:
        name: `critic` or `generator`.
        module: a specified network's module, or a user's own, which is trained in place.
        placement: where it is to live.
        specified: which of the two.
        classes: how many a specified one tells apart, None if it takes no labels.
        masks: what a specified one draws in training, by name.

    Raises:
        NetworkError: no parameter requires a gradient.
    """

    def __init__(
        self,
        name: str,
        module: nn.Module,
        placement: Placement,
        *,
        specified: bool,
        classes: int | None = None,
        masks: Mapping[str, MaskSpec] | None = None,
    ) -> None:
        self.name, self.specified, self.placement = name, specified, placement
        self.masks = masks or {}
        self.module = module.to(placement.device, placement.dtype).train()
        self.weights = {key: weight for key, weight in self.module.named_parameters() if weight.requires_grad}
        if not self.weights:
            raise NetworkError(NO_GRADIENT.format(name=name, cls=type(module).__name__))
        self.shapes = {key: tuple(weight.shape) for key, weight in self.weights.items()}
        frozen = {key: weight for key, weight in self.module.named_parameters() if not weight.requires_grad}
        self.kept = dict(self.module.named_buffers()) | frozen
        self.buffered = any(True for _ in self.module.buffers())
        self.labelled = classes is not None if specified else takes_labels(self.module)

    def initial_state(self, optimizer: AbstractOptimizer, averaged: bool = False) -> PlayerState:
        """The state before the first update: the module's present numbers, which are its average too if it has one."""
        params = flat_of(self.weights.values(), self.shapes)
        buffers = {key: value.detach().clone() for key, value in self.kept.items()}
        return PlayerState(params, optimizer.init(params, xp), buffers=buffers, average=params if averaged else {})

    def placed(self, state: PlayerState) -> PlayerState:
        """A state given in any arrays, in tensors here."""
        moments = {name: self._placed(arrays) for name, arrays in state.optimizer.moments.items()}
        optimizer = OptimizerState(state.optimizer.step, moments)
        buffers = {key: self.placement.tensor(value).clone() for key, value in state.buffers.items()}
        average, anchor = (self._placed(kept) if kept else {} for kept in (state.average, state.anchor))
        params = self._placed(state.params)
        return attrs.evolve(state, params=params, optimizer=optimizer, buffers=buffers, average=average, anchor=anchor)

    def follow(self, state: PlayerState) -> None:
        """Give the module a state's numbers.

        A specified network's parameters become the state's own memory, which nothing changes. A user's module keeps
        its memory, to which others may hold references, and gets copies.
        """
        weights: list[torch.Tensor] = [*self.weights.values()]
        views = views_of(flattened(state.params, self.shapes), weights)
        with torch.no_grad():
            if self.specified:
                for weight, view in zip(weights, views, strict=True):
                    weight.data = view
            else:
                torch._foreach_copy_(weights, list(views))
            for key, value in state.buffers.items():
                self.kept[key].copy_(value)

    def at(self, state: PlayerState, current: bool) -> "PlayerAt":
        """The network with the numbers of a state; `current` if those are the module's own."""
        return PlayerAt(self, state, current)

    @contextmanager
    def evaluating(self) -> Iterator[None]:
        """In evaluation mode for a while; each submodule's mode is restored."""
        modes = [(module, module.training) for module in self.module.modules()]
        self.module.eval()
        try:
            yield
        finally:
            for module, training in modes:
                module.training = training

    @contextmanager
    def differentiated_thrice(self) -> Iterator[None]:
        """For a while, gradients in the weights may be differentiated once more."""
        convolutions = [module for module in self.module.modules() if isinstance(module, Convolved)]
        for module in convolutions:
            module.thrice = True
        try:
            yield
        finally:
            for module in convolutions:
                module.thrice = False

    def _placed(self, arrays: Mapping[str, Any]) -> FlatParameters:
        return flattened({key: self.placement.samples(arrays[key]) for key in self.shapes}, self.shapes)


class PlayerAt:
    """A player's network at one state. Calls change neither the module nor the state; `buffers` follows them.

    Args:
        player: whose network.
        state: whose numbers.
        current: whether the module has these numbers itself, so that they need not be put in.
    """

    def __init__(self, player: Player, state: PlayerState, current: bool) -> None:
        self.player = player
        self.buffers: dict[str, torch.Tensor] = {key: value.clone() for key, value in state.buffers.items()}
        own = {key: value.detach().requires_grad_() for key, value in state.params.items()} if not current else {}
        self.weights: Mapping[str, torch.Tensor] = own or player.weights
        self._own = own
        self.effective = EffectiveWeights(state.params)
        self.substituted: Mapping[str, torch.Tensor] = {}

    def reparametrised(self, effective: EffectiveWeights) -> "PlayerAt":
        """This network, computing with other weights: `substituted` are those that differ, leaves of their own."""
        if effective.stages:
            self.effective = effective
            self.substituted = {
                key: value.detach().requires_grad_()
                for key, value in effective.values.items()
                if value is not effective.stages[0].weights[key]
            }
            self._own = {**self._own, **self.substituted}
        return self

    def gradients(self, total: torch.Tensor, names: Iterable[str], keep: bool = False) -> list[torch.Tensor]:
        """∂total/∂w for its own weights, through those that are substituted too; perhaps keeping the graph."""
        tensors = {name: self.weights[name] for name in names}
        both = torch.autograd.grad(
            total, [*tensors.values(), *self.substituted.values()], materialize_grads=True, retain_graph=keep
        )
        direct = dict(zip(tensors, both, strict=False))
        if not self.substituted:
            return [*direct.values()]
        through = dict(zip(self.substituted, both[len(tensors) :], strict=True))
        with torch.no_grad():
            pulled = self.effective.pullback({**direct, **through}, xp)
            return [pulled[name] + direct[name] if name in through else pulled[name] for name in tensors]

    def __call__(self, x: torch.Tensor, label: torch.Tensor | None = None, masks: Masks | None = None) -> Any:
        """What the network makes of samples, and of labels if it takes some; with the masks of a training pass."""
        arguments = (x,) if label is None else (x, label)
        placement = self.player.placement
        if not masks and placement.precision != BFLOAT16:
            return self._of(arguments)
        with network_in(placement.precision, placement.device), masked(self.player.module, masks or {}):
            return widened(self._of(arguments))

    def _of(self, arguments: tuple[torch.Tensor, ...]) -> Any:
        if not self._own and not self.player.buffered:
            return self.player.module(*arguments)
        substitutes = self._own | self.buffers
        output = torch.func.functional_call(self.player.module, substitutes, arguments)
        self.buffers = {key: substitutes[key].detach() for key in self.buffers}
        return output

    def label(self, label: torch.Tensor | None) -> torch.Tensor | None:
        """The labels that the network is to be called with: none if it takes none.

        Raises:
            DataError: it needs some, and there are none.
        """
        if label is None and self.player.labelled:
            raise DataError(
                f"The {self.player.name} {type(self.player.module).__name__} takes labels, but there are none. Train "
                "on data with labels: fit((x, y), …); and say which samples you want: sample(n, label=3)."
            )
        return label if self.player.labelled else None
