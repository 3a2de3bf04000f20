"""Layers one after another."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from ganreg.networks.layers.origin import Origin
from ganreg_torch.layers.foreign import called
from ganreg_torch.layers.labelled import Labelled


class Chain(nn.Sequential):
    """y = h_L(… h_1(x)). The labels go to those layers that know classes, and to no other.

    Args:
        modules: the layers.
        origins: whose they are, by place, of those that come from plugins.
    """

    def __init__(self, *modules: nn.Module, origins: Mapping[int, Origin] | None = None) -> None:
        super().__init__(*modules)
        self.origins = dict(origins or {})

    def forward(self, x: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """The output of the last layer; of none, x itself."""
        for place, module in enumerate(self._modules.values()):
            assert module is not None
            if place in self.origins:
                x = called(module, self.origins[place], x, label)
            else:
                call = _direct(module, x)
                x = call(x, label) if isinstance(module, Labelled) else call(x)
        return x


def _direct(module: nn.Module, x: Any) -> Callable[..., torch.Tensor]:
    """How to call a layer of ganreg's own: without the detour that is for hooks and tracers, unless there are some."""
    watched = module._forward_pre_hooks or module._forward_hooks or not isinstance(x, torch.Tensor)
    return module if watched else module.forward
