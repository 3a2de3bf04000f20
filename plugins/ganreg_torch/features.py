"""A critic's features, seen on their way through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd

from ganreg.errors import NetworkError
from ganreg_torch.layers.chain import Chain
from ganreg_torch.scores import HALF


def watched(critic: nn.Module) -> list[nn.Module]:
    """The modules whose input may be the features: the last with parameters of a specified critic, else all leaves.

    Leaves are linear layers and convolutions; which of a user's own runs last is seen when they run.
    """
    if isinstance(critic, Chain):
        return [layer for layer in critic if any(True for _ in layer.parameters())][-1:]
    return [module for module in critic.modules() if isinstance(module, (nn.Linear, _ConvNd))]


@contextmanager
def seen(critic: nn.Module) -> Iterator[list[torch.Tensor]]:
    """While this lasts, the inputs of the watched modules are collected, in the order in which they run."""
    inputs: list[torch.Tensor] = []

    def collect(module: nn.Module, arguments: tuple[Any, ...]) -> None:
        inputs.append(arguments[0])

    hooks = [module.register_forward_pre_hook(collect) for module in watched(critic)]
    try:
        yield inputs
    finally:
        for hook in hooks:
            hook.remove()


def features_of(critic: nn.Module, inputs: list[torch.Tensor], n: int) -> torch.Tensor:
    """The features of n samples, `(n, d)`: the last of the collected inputs; half precision becomes float32.

    Raises:
        NetworkError: nothing was collected, or not one row per sample.
    """
    if not inputs:
        raise NetworkError(
            f"The critic {type(critic).__name__} ran no nn.Linear and no convolution, whose input would be its "
            "features. End it with nn.Linear(…, 1)."
        )
    if inputs[-1].shape[0] != n:
        raise NetworkError(
            f"The last nn.Linear or convolution of the critic {type(critic).__name__} takes input of shape "
            f"{tuple(inputs[-1].shape)} for {n} samples. Expected ({n}, …): the features of each sample."
        )
    features = inputs[-1].reshape(n, -1)
    return features.float() if features.dtype in HALF else features
