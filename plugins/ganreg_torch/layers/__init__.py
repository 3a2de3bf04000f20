"""The layers of specified networks as PyTorch modules, one per file, under the names of `ganreg.networks.layers`."""

from collections.abc import Callable
from typing import Any

from torch import nn

from ganreg.errors import UnsupportedError
from ganreg.networks import layers as specified
from ganreg.networks.layers import AbstractLayer
from ganreg_torch.layers.dense import dense
from ganreg_torch.layers.flatten import flatten
from ganreg_torch.layers.layer_norm import layer_norm
from ganreg_torch.layers.leaky_relu import leaky_relu
from ganreg_torch.layers.relu import relu
from ganreg_torch.layers.reshape import reshape
from ganreg_torch.layers.softplus import softplus
from ganreg_torch.layers.tanh import tanh

Shape = tuple[int, ...]

MODULES: dict[type[AbstractLayer], Callable[[Any, Shape], nn.Module]] = {
    specified.Dense: dense,
    specified.Flatten: flatten,
    specified.LayerNorm: layer_norm,
    specified.LeakyReLU: leaky_relu,
    specified.ReLU: relu,
    specified.Reshape: reshape,
    specified.Softplus: softplus,
    specified.Tanh: tanh,
}
"""From a layer and the shape of one of its input samples to a module with the layer's parameter names."""


def module_of(layer: AbstractLayer, shape: Shape) -> nn.Module:
    """The module of a layer for input samples of that shape.

    Raises:
        UnsupportedError: there is none for such a layer.
    """
    make = MODULES.get(type(layer))
    if make is None:
        known = ", ".join(sorted(kind.__name__ for kind in MODULES))
        raise UnsupportedError(
            f"The torch backend has no layer {type(layer).__name__}. It has {known}. "
            "Give the whole network as an nn.Module instead."
        )
    return make(layer, shape)
