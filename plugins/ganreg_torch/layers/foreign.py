"""The modules of a plugin's layers: made, checked against their specification, and called under their name."""

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import nn

from ganreg.networks.layers import AbstractLayer
from ganreg.networks.layers.origin import Origin

BACKEND = "torch"


def made(layer: AbstractLayer, shape: tuple[int, ...], announced: Any) -> nn.Module:
    """The module that a plugin announced, `announced(layer, shape)`; its start values are replaced.

    It is made in real memory, unlike ganreg's own, so that it may compute what it likes in the making; PyTorch's
    generator stays as it was.

    Raises:
        PluginError: it is no module, or its parameters and buffers are not those of the specification.
    """
    origin = Origin.of(layer, shape, BACKEND)
    with origin.calling("making it"), torch.device("cpu"), torch.random.fork_rng(devices=[]):
        module = announced(layer, tuple(shape))
    if not isinstance(module, nn.Module):
        raise origin.refusal(f"is {type(module).__name__}, expected an nn.Module")
    trainable, frozen = _by_gradient(module.named_parameters())
    origin.check_named("its trainable parameters", trainable, layer.parameters(origin.shape))
    origin.check_named("its buffers", {**dict(module.named_buffers()), **frozen}, layer.buffers(origin.shape))
    return module


def called(module: nn.Module, origin: Origin, x: torch.Tensor, label: torch.Tensor | None) -> torch.Tensor:
    """The output of a plugin's module, checked; a layer that tells classes apart is called with the labels too."""
    with origin.calling("forward"):
        y: torch.Tensor = module(x) if origin.layer.classes is None else module(x, label)
    origin.check("forward", y, (x.shape[0], *origin.output_shape), x.dtype)
    return y


def _by_gradient(parameters: Iterable[tuple[str, nn.Parameter]]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Those that are trained, and those that are not."""
    known = dict(parameters)
    trainable = {name: weight for name, weight in known.items() if weight.requires_grad}
    return trainable, {name: weight for name, weight in known.items() if name not in trainable}
