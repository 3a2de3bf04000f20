"""PyTorch's functions and the methods of tensors: what layer each call is."""

import operator
from collections.abc import Callable
from inspect import signature
from typing import Any

import torch
from torch.nn import functional

from ganreg_torch.reading import activations, shapes
from ganreg_torch.reading.part import Part

Reader = Callable[..., tuple[Part, ...]]

METHODS: dict[str, Reader] = {
    "relu": activations.relu,
    "relu_": activations.relu,
    "tanh": activations.tanh,
    "tanh_": activations.tanh,
    "sigmoid": activations.sigmoid,
    "sigmoid_": activations.sigmoid,
    "mean": shapes.mean,
    **dict.fromkeys(("view", "reshape", "flatten", "squeeze", "unsqueeze", "unflatten"), shapes.reshaped),
    **dict.fromkeys(("contiguous", "clone", "to", "double"), shapes.reshaped),
}
"""From a method's name. The last few change no number; if they changed the type, that would have been refused."""

FUNCTIONS: dict[Any, Reader] = {
    functional.relu: activations.relu,
    functional.relu_: activations.relu,
    functional.leaky_relu: activations.leaky_relu,
    functional.leaky_relu_: activations.leaky_relu,
    functional.softplus: activations.softplus,
    functional.elu: activations.elu,
    functional.elu_: activations.elu,
    functional.gelu: activations.gelu,
    functional.silu: activations.silu,
    functional.dropout: activations.dropout,
    functional.dropout2d: activations.other_dropout,
    functional.avg_pool2d: shapes.avg_pool2d,
    functional.adaptive_avg_pool2d: shapes.adaptive_avg_pool2d,
    functional.interpolate: shapes.interpolate,
    **{getattr(torch, name): reader for name, reader in METHODS.items() if hasattr(torch, name)},
}

ADDITIONS: set[Any] = {operator.add, operator.iadd, torch.add, "add", "add_"}
IN_PLACE: set[Any] = {operator.iadd, functional.relu_, functional.leaky_relu_, functional.elu_}


def changes_its_input(target: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Whether a call writes its result over its input."""
    name = target if isinstance(target, str) else getattr(target, "__name__", "")
    if target in IN_PLACE or name.endswith("_"):
        return True
    reader = METHODS.get(target) if isinstance(target, str) else FUNCTIONS.get(target)
    if reader is None or "inplace" not in signature(reader).parameters:
        return False
    return bool(signature(reader).bind_partial(*arguments, **named).arguments.get("inplace", False))
