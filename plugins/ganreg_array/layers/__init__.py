"""The array implementation of each layer specification, by its registered name."""

from collections.abc import Sequence

from ganreg.errors import UnsupportedError
from ganreg.networks.layers import Residual as ResidualSpec
from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.networks.layers.row import shapes_along
from ganreg.registry import registry
from ganreg_array.layers.abstract import ArrayLayer
from ganreg_array.layers.average_pool import AveragePool
from ganreg_array.layers.batch_norm import BatchNorm
from ganreg_array.layers.chain import Chain
from ganreg_array.layers.class_projection import ClassProjection
from ganreg_array.layers.conditional_batch_norm import ConditionalBatchNorm, ConditionalRunningNorm
from ganreg_array.layers.constant import Constant
from ganreg_array.layers.conv2d import Conv2d
from ganreg_array.layers.conv_transpose2d import ConvTranspose2d
from ganreg_array.layers.dense import Dense
from ganreg_array.layers.elu import ELU
from ganreg_array.layers.embedding import Embedding
from ganreg_array.layers.gelu import GELU
from ganreg_array.layers.group_norm import GroupNorm
from ganreg_array.layers.group_sort import GroupSort
from ganreg_array.layers.layer_norm import LayerNorm
from ganreg_array.layers.leaky_relu import LeakyReLU
from ganreg_array.layers.relu import ReLU
from ganreg_array.layers.reshape import Reshape
from ganreg_array.layers.residual import Residual
from ganreg_array.layers.running_norm import RunningNorm
from ganreg_array.layers.sigmoid import Sigmoid
from ganreg_array.layers.silu import SiLU
from ganreg_array.layers.softplus import Softplus
from ganreg_array.layers.tanh import Tanh
from ganreg_array.layers.upsample import Upsample

IMPLEMENTATIONS: dict[str, type[ArrayLayer]] = {
    "average_pool": AveragePool,
    "batch_norm": BatchNorm,
    "class_projection": ClassProjection,
    "conditional_batch_norm": ConditionalBatchNorm,
    "constant": Constant,
    "conv2d": Conv2d,
    "conv_transpose2d": ConvTranspose2d,
    "dense": Dense,
    "elu": ELU,
    "embedding": Embedding,
    "flatten": Reshape,
    "gelu": GELU,
    "group_norm": GroupNorm,
    "group_sort": GroupSort,
    "layer_norm": LayerNorm,
    "leaky_relu": LeakyReLU,
    "relu": ReLU,
    "reshape": Reshape,
    "sigmoid": Sigmoid,
    "silu": SiLU,
    "softplus": Softplus,
    "tanh": Tanh,
    "upsample": Upsample,
}
"""All but `residual`, which is made of chains: see `implementation`."""


INFERENCE: dict[str, type[ArrayLayer]] = {
    "batch_norm": RunningNorm,
    "conditional_batch_norm": ConditionalRunningNorm,
}
"""Layers with running statistics, in use: these are among their weights, and samples do not mix."""


def chain_of(layers: Sequence[AbstractLayer], shape: tuple[int, ...], inference: bool = False) -> Chain:
    """The chain of some layers for input samples of that shape, in training or in use.

    Raises:
        UnsupportedError: there is no implementation of a layer.
    """
    pairs = zip(layers, shapes_along(layers, shape), strict=False)
    return Chain(layers, shape, [implementation(layer, own, inference) for layer, own in pairs], inference)


def implementation(layer: AbstractLayer, shape: tuple[int, ...] = (), inference: bool = False) -> ArrayLayer:
    """The array implementation of a layer specification.

    Args:
        layer: the specification.
        shape: of one input sample; needed only for a layer that is made of layers.
        inference: whether in use, not in training.

    Raises:
        UnsupportedError: there is none; the layer is named.
    """
    name = registry().describe(layer)["name"]
    if isinstance(layer, ResidualSpec):
        return Residual(layer, [chain_of(path, shape, inference) for path in (layer.body, layer.shortcut)])
    if name not in IMPLEMENTATIONS:
        raise UnsupportedError(
            f"The array backends do not compute the layer {name!r}. They compute {', '.join(IMPLEMENTATIONS)} and "
            "residual; backend='torch' takes any nn.Module."
        )
    return (INFERENCE if inference and name in INFERENCE else IMPLEMENTATIONS)[name](layer)


__all__ = ["IMPLEMENTATIONS", "ArrayLayer", "chain_of", "implementation"]
