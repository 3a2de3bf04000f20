"""Whether a specification is the module that it was read from: to second order, on a few samples."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from ganreg.networks.network import BoundNetwork
from ganreg_torch.layers.softplus import EXACT
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement
from ganreg_torch.probe import BATCH, probe_samples
from ganreg_torch.reading.place import Place

DOUBLE = Placement(torch.device("cpu"), torch.float64)
ROUNDING = 1e-9
"""Of the largest number compared. Measured on a dozen public critics: 4e-15; where ε is wrong by a tenth: 1e-6."""

Numbers = dict[str, list[torch.Tensor]]


def compare(module: nn.Module, arrays: Mapping[str, torch.Tensor], bound: BoundNetwork) -> None:
    """Hold a module in float64 against its specification: outputs, gradients, those of their squares, and buffers.

    Args:
        module: a copy of the user's, in its mode; its parameters and buffers move.
        arrays: its parameters and buffers by the specification's names.
        bound: the specification.

    Raises:
        UnsupportedError: they differ.
    """
    _move(arrays)
    copies = {name: array.detach().clone() for name, array in arrays.items()}
    specified = sequential(bound, copies, DOUBLE).train(module.training)
    named = dict(specified.named_parameters()) | dict(specified.named_buffers())
    samples = probe_samples(bound.input_shape, DOUBLE)
    theirs = _theirs(module, arrays, samples)
    ours = _numbers(specified, {name: named[name] for name in arrays}, samples)
    for what, own in ours.items():
        error, size = _largest(a - b for a, b in zip(theirs[what], own, strict=True)), _largest(own)
        if not error <= ROUNDING * size:
            Place("", type(module).__name__).refuse(
                f"its {what} are not those of the layers read: they differ by {error:.2g}, and are up to {size:.2g}"
            )


def _move(arrays: Mapping[str, torch.Tensor]) -> None:
    """Move all parameters a little, in place: where the last weights are 0, everything before them would look right."""
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for array in arrays.values():
            if isinstance(array, nn.Parameter):
                array.add_(0.1 * torch.randn(array.shape, dtype=array.dtype, generator=generator))


def _theirs(module: nn.Module, arrays: Mapping[str, torch.Tensor], samples: torch.Tensor) -> Numbers:
    for part in module.modules():
        if type(part) is nn.Softplus:
            part.threshold = max(part.threshold, EXACT)
    try:
        return _numbers(module, arrays, samples)
    except RuntimeError as error:
        instead = "Take inplace=False where a value is still needed."
        Place("", type(module).__name__).refuse(f"PyTorch cannot differentiate it twice: {error}", instead, error)


def _numbers(module: nn.Module, arrays: Mapping[str, torch.Tensor], samples: torch.Tensor) -> Numbers:
    torch.default_generator.manual_seed(3)  # so that dropout drops the same numbers on both sides
    x = samples.clone().requires_grad_()
    weights = [array for array in arrays.values() if isinstance(array, nn.Parameter)]
    with torch.enable_grad():
        output = module(x.clone()).reshape(BATCH, -1)
        cotangent = torch.linspace(0.5, 1.5, output.numel(), dtype=torch.float64).reshape(output.shape)
        first = _gradients((cotangent * output).sum(), [x, *weights], create_graph=True)
        second = _gradients((first[0] ** 2).sum(), [x, *weights])
    buffers = [array for array in arrays.values() if not isinstance(array, nn.Parameter)]
    return {"outputs": [output], "gradients": first, "second-order gradients": second, "buffers": buffers}


def _gradients(value: torch.Tensor, inputs: list[torch.Tensor], **options: Any) -> list[torch.Tensor]:
    if not value.requires_grad:
        return [torch.zeros_like(array) for array in inputs]
    return list(torch.autograd.grad(value, inputs, materialize_grads=True, **options))


def _largest(arrays: Any) -> float:
    return max((array.detach().abs().max().item() for array in arrays if array.numel()), default=0.0)
