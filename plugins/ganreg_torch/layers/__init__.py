"""The layers of specified networks as PyTorch modules, one per file, under the names of `ganreg.networks.layers`."""

from collections.abc import Callable, Sequence
from typing import Any

from torch import nn

from ganreg.errors import UnsupportedError
from ganreg.networks import layers as specified
from ganreg.networks.layers import AbstractLayer
from ganreg.networks.layers.origin import Origin
from ganreg.networks.layers.row import shapes_along
from ganreg.registry import registry
from ganreg_torch.layers.average_pool import average_pool
from ganreg_torch.layers.batch_norm import batch_norm
from ganreg_torch.layers.bjorck_dense import bjorck_dense
from ganreg_torch.layers.chain import Chain
from ganreg_torch.layers.class_projection import class_projection
from ganreg_torch.layers.conditional_batch_norm import conditional_batch_norm
from ganreg_torch.layers.constant import constant
from ganreg_torch.layers.conv2d import conv2d
from ganreg_torch.layers.conv_transpose2d import conv_transpose2d
from ganreg_torch.layers.dense import dense
from ganreg_torch.layers.dropout import dropout
from ganreg_torch.layers.elu import elu
from ganreg_torch.layers.embedding import embedding
from ganreg_torch.layers.flatten import flatten
from ganreg_torch.layers.foreign import BACKEND, made
from ganreg_torch.layers.gelu import gelu
from ganreg_torch.layers.group_norm import group_norm
from ganreg_torch.layers.group_sort import group_sort
from ganreg_torch.layers.layer_norm import layer_norm
from ganreg_torch.layers.leaky_relu import leaky_relu
from ganreg_torch.layers.relu import relu
from ganreg_torch.layers.reshape import reshape
from ganreg_torch.layers.residual import Sum
from ganreg_torch.layers.sigmoid import sigmoid
from ganreg_torch.layers.silu import silu
from ganreg_torch.layers.softplus import softplus
from ganreg_torch.layers.tanh import tanh
from ganreg_torch.layers.upsample import upsample

Shape = tuple[int, ...]


def chain_of(layers: Sequence[AbstractLayer], shape: Shape) -> Chain:
    """The modules of a row of layers for input samples of that shape.

    Raises:
        UnsupportedError: a layer is of a kind that there is no module for.
    """
    pairs = list(zip(layers, shapes_along(layers, shape), strict=False))
    foreign = {place: pair for place, pair in enumerate(pairs) if type(pair[0]) not in MODULES}
    modules = [module_of(*pair) for pair in pairs]
    return Chain(*modules, origins={place: Origin.of(*pair, BACKEND) for place, pair in foreign.items()})


def residual(layer: specified.Residual, shape: Shape) -> nn.Module:
    """Both paths from the same input; here, since their layers are looked up in the same table."""
    return Sum(chain_of(layer.body, shape), chain_of(layer.shortcut, shape))


MODULES: dict[type[AbstractLayer], Callable[[Any, Shape], nn.Module]] = {
    specified.AveragePool: average_pool,
    specified.BatchNorm: batch_norm,
    specified.BjorckDense: bjorck_dense,
    specified.ClassProjection: class_projection,
    specified.ConditionalBatchNorm: conditional_batch_norm,
    specified.Constant: constant,
    specified.Conv2d: conv2d,
    specified.ConvTranspose2d: conv_transpose2d,
    specified.Dense: dense,
    specified.Dropout: dropout,
    specified.ELU: elu,
    specified.Embedding: embedding,
    specified.Flatten: flatten,
    specified.GELU: gelu,
    specified.GroupNorm: group_norm,
    specified.GroupSort: group_sort,
    specified.LayerNorm: layer_norm,
    specified.LeakyReLU: leaky_relu,
    specified.ReLU: relu,
    specified.Reshape: reshape,
    specified.Residual: residual,
    specified.SiLU: silu,
    specified.Sigmoid: sigmoid,
    specified.Softplus: softplus,
    specified.Tanh: tanh,
    specified.Upsample: upsample,
}
"""From a layer and the shape of one of its input samples to a module with the layer's parameter and buffer names."""


def module_of(layer: AbstractLayer, shape: Shape) -> nn.Module:
    """The module of a layer for input samples of that shape: ganreg's own, or what the layer's plugin announced.

    Raises:
        UnsupportedError: there is none for such a layer.
        PluginError: what was announced is not as its specification says.
    """
    if type(layer) in MODULES:
        return MODULES[type(layer)](layer, shape)
    announced = registry().implementation(layer, BACKEND)
    if announced is None:
        known = ", ".join(sorted(kind.__name__ for kind in MODULES))
        raise UnsupportedError(
            f"The torch backend has no layer {type(layer).__name__}. It has {known}. Announce one, "
            'ComponentSpec(…, implementations={"torch": "package.module:Class"}), or give the whole network as an '
            "nn.Module instead."
        )
    return made(layer, shape, announced)
