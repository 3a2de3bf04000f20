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


HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


@attrs.frozen(eq=False)
class PlainChain:
    """Modules one after another, each with its own parameters; rectifiers as specified networks have them in training.

    Real and fake samples may go through it in one batch, and a penalty's second order sends no zeros back.

    Args:
        parts: its modules, containers included.
        calls: what it computes, in order.
        kinds: the class of each part when it was read; a parametrisation changes it.
        attributes: those of each part, live.
        children: of each container, live, and as they were when it was read.
        hooks: on any part, live.
    """

    parts: tuple[nn.Module, ...]
    calls: tuple[Callable[[torch.Tensor], torch.Tensor], ...]
    kinds: list[type[nn.Module]]
    attributes: tuple[dict[str, Any], ...]
    children: tuple[tuple[dict[str, nn.Module | None], list[nn.Module | None]], ...]
    hooks: tuple[dict[int, Any], ...]

    @property
    def is_the_same(self) -> bool:
        """Whether classes, children and forwards are still what they were; Accelerate, say, replaces a forward."""
        return (
            list(map(type, self.parts)) == self.kinds
            and all(list(now.values()) == before for now, before in self.children)
            and not any("forward" in own for own in self.attributes)
        )

    @property
    def is_watched(self) -> bool:
        """Whether somebody has put a hook on a part, who might look at batches."""
        return any(self.hooks)

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

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy has read nothing: critics that are copied with it are other objects."""
        return Chains, ()

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
    parts = tuple(critic.modules())
    if not all(type(part) in KNOWN and KNOWN[type(part)](part) for part in parts):
        return None
    chain = PlainChain(
        parts,
        calls=tuple(_call(part) for part in parts if not isinstance(part, nn.Sequential)),
        kinds=[type(part) for part in parts],
        attributes=tuple(part.__dict__ for part in parts),
        children=tuple((part._modules, list(part._modules.values())) for part in parts if part._modules),
        hooks=tuple(getattr(part, name) for part in parts for name in HOOKS),
    )
    return chain if chain.is_the_same else None


def _call(part: nn.Module) -> Callable[[torch.Tensor], torch.Tensor]:
    if isinstance(part, nn.ReLU):
        return rectified
    if isinstance(part, nn.LeakyReLU):
        return lambda x: leaky_rectified(x, part.negative_slope)
    return part.forward
