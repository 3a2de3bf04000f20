"""A user's critic that is a plain chain of PyTorch's modules, and how a penalty likes to run through it."""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import attrs
import torch
from torch import nn

from ganreg_torch.layers.leaky_relu import leaky_rectified
from ganreg_torch.layers.relu import rectified


def always(module: nn.Module) -> bool:
    """Whatever its parameters are."""
    return True


KNOWN: dict[type[nn.Module], Callable[[Any], bool]] = {
    nn.Sequential: always,
    nn.Identity: always,
    nn.Flatten: lambda module: module.start_dim == 1,
    nn.Linear: always,
    nn.Conv2d: always,
    nn.AvgPool2d: always,
    nn.GroupNorm: always,
    nn.ReLU: always,
    nn.LeakyReLU: always,
    nn.ELU: always,
    nn.GELU: always,
    nn.SiLU: always,
    nn.Sigmoid: always,
    nn.Softplus: always,
    nn.Tanh: always,
}
"""PyTorch's modules, by class, exactly, and under what condition they have no memory and see one sample at a time."""


@attrs.frozen
class Part:
    """A module of a chain as it was when the chain was read.

    Args:
        module: the module.
        kind: its class; a parametrisation changes it.
        children: what it held.
    """

    module: nn.Module
    kind: type[nn.Module]
    children: list[nn.Module | None]

    @property
    def is_the_same(self) -> bool:
        """Whether class, children and forward are still what they were: wrappers such as Accelerate replace forward."""
        module = self.module
        return (
            type(module) is self.kind
            and "forward" not in module.__dict__
            and (not self.children or list(module._modules.values()) == self.children)
        )

    @property
    def is_watched(self) -> bool:
        """Whether somebody has put a hook on it, who might look at batches."""
        module = self.module
        return bool(
            module._forward_hooks or module._forward_pre_hooks or module._backward_hooks or module._backward_pre_hooks
        )


@attrs.frozen
class PlainChain:
    """Modules one after another, each with its own parameters; rectifiers as specified networks have them in training.

    Real and fake samples may go through it in one batch, and a penalty's second order sends no zeros back.
    """

    parts: tuple[Part, ...]
    calls: tuple[Callable[[torch.Tensor], torch.Tensor], ...]

    @property
    def is_the_same(self) -> bool:
        """Whether the critic is still what was read."""
        return all(part.is_the_same for part in self.parts)

    @property
    def is_watched(self) -> bool:
        """Whether there is a hook on a part."""
        return any(part.is_watched for part in self.parts)

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """What the critic returns, to the bit."""
        for call in self.calls:
            x = call(x)
        return x


class Chains:
    """The chains among critics, each read at its first call, and again when it has changed.

    Trying a critic out would not tell: one whose last weights are 0 looks as if no sample saw another. So only modules
    that are known count.
    """

    def __init__(self) -> None:
        self._read: WeakKeyDictionary[nn.Module, PlainChain | None] = WeakKeyDictionary()

    def of(self, critic: Any) -> PlainChain | None:
        """The critic as a chain, or None if it is none."""
        if not isinstance(critic, nn.Module):
            return None
        if critic not in self._read:
            self._read[critic] = _chain(critic)
        chain = self._read[critic]
        if chain is not None and not chain.is_the_same:
            chain = self._read[critic] = _chain(critic)
        return None if chain is None or chain.is_watched else chain


def _chain(critic: nn.Module) -> PlainChain | None:
    parts = tuple(Part(module, type(module), list(module._modules.values())) for module in critic.modules())
    if not all(part.is_the_same and part.kind in KNOWN and KNOWN[part.kind](part.module) for part in parts):
        return None
    calls = tuple(_call(part.module) for part in parts if not isinstance(part.module, nn.Sequential))
    return PlainChain(parts, calls)


def _call(part: nn.Module) -> Callable[[torch.Tensor], torch.Tensor]:
    if isinstance(part, nn.ReLU):
        return rectified
    if isinstance(part, nn.LeakyReLU):
        return lambda x: leaky_rectified(x, part.negative_slope)
    return part.forward
