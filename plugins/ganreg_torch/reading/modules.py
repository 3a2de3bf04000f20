"""PyTorch's modules and ganreg's own, by class: what layer each is."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from ganreg.networks.layers import (
    ELU,
    BatchNorm,
    BjorckDense,
    Conv2d,
    ConvTranspose2d,
    Dense,
    GroupNorm,
    GroupSort,
    LayerNorm,
)
from ganreg_torch.layers.batch_norm import BatchNormed
from ganreg_torch.layers.bjorck_dense import Orthonormalised
from ganreg_torch.layers.conv2d import Convolved
from ganreg_torch.layers.conv_transpose2d import TransposedConvolved
from ganreg_torch.layers.dropout import Masked
from ganreg_torch.layers.elu import ExponentialUnit
from ganreg_torch.layers.group_norm import GroupNormed
from ganreg_torch.layers.group_sort import GroupSorted
from ganreg_torch.layers.leaky_relu import LeakyRectified
from ganreg_torch.layers.relu import Rectified
from ganreg_torch.layers.reshape import Reshaped
from ganreg_torch.reading import activations, shapes
from ganreg_torch.reading.part import Part, Step
from ganreg_torch.reading.shapes import square

Parts = tuple[Part, ...]


def own(module: nn.Module) -> dict[str, torch.Tensor]:
    """A module's parameters and its running statistics, by name."""
    arrays = dict(module.named_parameters(recurse=False)) | dict(module.named_buffers(recurse=False))
    return {name: array for name, array in arrays.items() if name != "num_batches_tracked"}


def linear(module: nn.Linear, step: Step) -> Parts:
    """W·x + b."""
    return (Part(Dense(module.out_features, bias=module.bias is not None), own(module)),)


def orthonormalised(module: Orthonormalised, step: Step) -> Parts:
    """Ganreg's own."""
    layer = BjorckDense(len(module.weight), bias=module.bias is not None, iterations=module.iterations)
    return (Part(layer, own(module)),)


def _kernel(module: nn.Conv2d | nn.ConvTranspose2d, step: Step) -> dict[str, Any]:
    if module.groups != 1 or set(module.dilation) != {1} or module.padding_mode != "zeros":
        step.place.refuse(
            f"it has groups={module.groups}, dilation={module.dilation}, padding_mode={module.padding_mode!r}",
            "Only groups=1, dilation=1 and padding with zeros are specified.",
        )
    kernel, stride = square(step, module.kernel_size, "kernel"), square(step, module.stride, "stride")
    return {"kernel": kernel, "stride": stride, "padding": _padding(module, step, kernel)}


def _padding(module: nn.Conv2d | nn.ConvTranspose2d, step: Step, kernel: int) -> int:
    if module.padding == "valid":
        return 0
    if module.padding != "same":
        return square(step, module.padding, "padding")
    if kernel % 2 == 0:
        step.place.refuse("padding='same' pads an even kernel by one more on one side than on the other")
    return kernel // 2


def conv2d(module: nn.Conv2d, step: Step) -> Parts:
    """Square kernels."""
    bias = module.bias is not None
    return (Part(Conv2d(module.out_channels, **_kernel(module, step), bias=bias), own(module)),)


def conv_transpose2d(module: nn.ConvTranspose2d, step: Step) -> Parts:
    """Square kernels; the extra rows and columns may be given by the call, and are known from the shapes."""
    sizes, (_, height, width), (_, rows, columns) = _kernel(module, step), step.before, step.after
    without = [(side - 1) * sizes["stride"] - 2 * sizes["padding"] + sizes["kernel"] for side in (height, width)]
    extra = square(step, (rows - without[0], columns - without[1]), "output padding")
    layer = ConvTranspose2d(module.out_channels, **sizes, output_padding=extra, bias=module.bias is not None)
    return (Part(layer, own(module)),)


def batch_norm(module: nn.BatchNorm1d | nn.BatchNorm2d, step: Step) -> Parts:
    """With running statistics that follow by a fixed momentum, in the mode of the whole module."""
    if not module.track_running_stats or module.momentum is None:
        step.place.refuse(
            f"it has track_running_stats={module.track_running_stats}, momentum={module.momentum}",
            "Only running statistics that follow by a fixed momentum are specified.",
        )
    if module.training != step.training:
        step.place.refuse(
            "its mode is not that of the whole module: its statistics stay while the rest trains",
            "Call train() or eval() on the whole module.",
        )
    return (Part(BatchNorm(module.eps, module.momentum, module.affine), own(module)),)


def own_batch_norm(module: BatchNormed, step: Step) -> Parts:
    """Ganreg's own."""
    return (Part(BatchNorm(module.epsilon, module.momentum, module.weight is not None), own(module)),)


def layer_norm(module: nn.LayerNorm, step: Step) -> Parts:
    """Over all axes of a sample."""
    if tuple(module.normalized_shape) != step.before:
        step.place.refuse(
            f"it normalises over {tuple(module.normalized_shape)}, which is not all of a sample {step.before}",
            "Give LayerNorm the whole shape of a sample; per channel, take GroupNorm.",
        )
    return (Part(LayerNorm(module.eps, module.elementwise_affine), own(module)),)


def group_norm(module: nn.GroupNorm, step: Step) -> Parts:
    """The same."""
    return (Part(GroupNorm(module.num_groups, module.eps, module.affine), own(module)),)


def instance_norm(module: nn.InstanceNorm2d, step: Step) -> Parts:
    """Group normalisation with a group per channel."""
    if module.track_running_stats:
        step.place.refuse("it has running statistics", "Take track_running_stats=False, which is PyTorch's default.")
    return (Part(GroupNorm(module.num_features, module.eps, module.affine), own(module)),)


def avg_pool2d(module: nn.AvgPool2d, step: Step) -> Parts:
    """The module's numbers are the function's arguments."""
    sizes = (module.kernel_size, module.stride, module.padding)
    return shapes.avg_pool2d(step, *sizes, module.ceil_mode, module.count_include_pad, module.divisor_override)


def dropout(module: nn.Dropout, step: Step) -> Parts:
    """Left out where it does nothing."""
    return activations.dropout(step, module.p, module.training)


def other_dropout(module: Any, step: Step) -> Parts:
    """Left out where it does nothing."""
    return activations.other_dropout(step, module.p, module.training)


def _reshaped(module: nn.Module, step: Step) -> Parts:
    return shapes.reshaped(step)


READERS: dict[type[nn.Module], Callable[[Any, Step], Parts]] = {
    nn.Linear: linear,
    nn.Conv2d: conv2d,
    nn.ConvTranspose2d: conv_transpose2d,
    nn.BatchNorm1d: batch_norm,
    nn.BatchNorm2d: batch_norm,
    nn.LayerNorm: layer_norm,
    nn.GroupNorm: group_norm,
    nn.InstanceNorm2d: instance_norm,
    nn.ReLU: lambda module, step: activations.relu(step),
    nn.LeakyReLU: lambda module, step: activations.leaky_relu(step, module.negative_slope),
    nn.Tanh: lambda module, step: activations.tanh(step),
    nn.Sigmoid: lambda module, step: activations.sigmoid(step),
    nn.Softplus: lambda module, step: activations.softplus(step, module.beta, module.threshold),
    nn.ELU: lambda module, step: activations.elu(step, module.alpha),
    nn.GELU: lambda module, step: activations.gelu(step, module.approximate),
    nn.SiLU: lambda module, step: activations.silu(step),
    nn.Identity: _reshaped,
    nn.Flatten: _reshaped,
    nn.Unflatten: _reshaped,
    nn.AvgPool2d: avg_pool2d,
    nn.AdaptiveAvgPool2d: lambda module, step: shapes.adaptive_avg_pool2d(step, module.output_size),
    nn.Upsample: lambda module, step: shapes.interpolate(step, mode=module.mode),
    nn.UpsamplingNearest2d: lambda module, step: shapes.interpolate(step),
    nn.Dropout: dropout,
    nn.Dropout1d: other_dropout,
    nn.Dropout2d: other_dropout,
    nn.Dropout3d: other_dropout,
    nn.AlphaDropout: other_dropout,
    BatchNormed: own_batch_norm,
    Rectified: lambda module, step: activations.relu(step),
    LeakyRectified: lambda module, step: activations.leaky_relu(step, module.negative_slope),
    Convolved: conv2d,
    TransposedConvolved: conv_transpose2d,
    Masked: dropout,
    ExponentialUnit: lambda module, step: (Part(ELU(module.alpha)),),
    GroupNormed: group_norm,
    GroupSorted: lambda module, step: (Part(GroupSort(module.size)),),
    Orthonormalised: orthonormalised,
    Reshaped: _reshaped,
}
"""From a module's class, exactly, to its layers."""
