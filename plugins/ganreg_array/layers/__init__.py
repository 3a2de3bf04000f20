"""The array implementation of each layer specification, by its registered name.

For plugins: `ArrayLayer` is the contract; `Elementwise` and `Affine` have what activations and linear layers share.
"""

from collections.abc import Sequence
from typing import Any

from ganreg.component import ARRAY
from ganreg.errors import UnsupportedError
from ganreg.networks.layers import Residual as ResidualSpec
from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.networks.layers.origin import Origin
from ganreg.networks.layers.row import shapes_along
from ganreg.registry import registry
from ganreg.support import OWN
from ganreg_array.layers.abstract import ArrayLayer, Context
from ganreg_array.layers.affine import Affine
from ganreg_array.layers.average_pool import AveragePool
from ganreg_array.layers.batch_norm import BatchNorm
from ganreg_array.layers.bjorck_dense import BjorckDense
from ganreg_array.layers.chain import Chain
from ganreg_array.layers.class_projection import ClassProjection
from ganreg_array.layers.conditional_batch_norm import ConditionalBatchNorm, ConditionalRunningNorm
from ganreg_array.layers.constant import Constant
from ganreg_array.layers.conv2d import Conv2d
from ganreg_array.layers.conv_transpose2d import ConvTranspose2d
from ganreg_array.layers.dense import Dense
from ganreg_array.layers.dropout import Dropout
from ganreg_array.layers.elementwise import Elementwise
from ganreg_array.layers.elu import ELU
from ganreg_array.layers.embedding import Embedding
from ganreg_array.layers.foreign import Foreign
from ganreg_array.layers.gelu import GELU
from ganreg_array.layers.group_norm import GroupNorm
from ganreg_array.layers.group_sort import GroupSort
from ganreg_array.layers.identity import Identity
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
    "bjorck_dense": BjorckDense,
    "class_projection": ClassProjection,
    "conditional_batch_norm": ConditionalBatchNorm,
    "constant": Constant,
    "conv2d": Conv2d,
    "conv_transpose2d": ConvTranspose2d,
    "dense": Dense,
    "dropout": Dropout,
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
    "dropout": Identity,
}
"""Layers that are others in use: running statistics are among the weights, samples do not mix, and nothing is drawn."""


def chain_of(
    layers: Sequence[AbstractLayer], shape: tuple[int, ...], inference: bool = False, backend: str = ARRAY
) -> Chain:
    """The chain of some layers for input samples of that shape, in training or in use.

    Raises:
        UnsupportedError: there is no implementation of a layer.
    """
    pairs = zip(layers, shapes_along(layers, shape), strict=False)
    return Chain(layers, shape, [implementation(layer, own, inference, backend) for layer, own in pairs], inference)


def implementation(
    layer: AbstractLayer, shape: tuple[int, ...] = (), inference: bool = False, backend: str = ARRAY
) -> ArrayLayer:
    """The array implementation of a layer specification: ganreg's own, or what the layer's plugin announced.

    Args:
        layer: the specification.
        shape: of one input sample; needed only for a layer that is made of layers, or of a plugin.
        inference: whether in use, not in training.
        backend: the name of the backend that asks.

    Raises:
        UnsupportedError: there is none; the layer is named.
        PluginError: what was announced is no `ArrayLayer`.
    """
    if isinstance(layer, ResidualSpec):
        return Residual(layer, [chain_of(path, shape, inference, backend) for path in (layer.body, layer.shortcut)])
    entry = registry().entry_of(layer)
    if entry is not None and entry.distribution == OWN and entry.spec.name in IMPLEMENTATIONS:
        name = entry.spec.name
        return (INFERENCE if inference and name in INFERENCE else IMPLEMENTATIONS)[name](layer)
    announced = registry().implementation(layer, backend)
    if announced is None:
        raise UnsupportedError(
            f"The array backends do not compute the layer {registry().describe(layer)['name']!r}. They compute "
            f"{', '.join(IMPLEMENTATIONS)} and residual; announce one, ComponentSpec(…, "
            'implementations={"numpy": "package.module:Class"}), or take backend="torch", which takes any nn.Module.'
        )
    return _foreign(announced, Origin.of(layer, shape, backend))


def _foreign(announced: Any, origin: Origin) -> Foreign:
    """A plugin's layer, watched."""
    with origin.calling("making it"):
        made = announced(origin.layer)
    if not isinstance(made, ArrayLayer):
        raise origin.refusal(f"is {type(made).__name__}, expected a ganreg_array.layers.ArrayLayer")
    return Foreign(made, origin)


__all__ = ["IMPLEMENTATIONS", "Affine", "ArrayLayer", "Context", "Elementwise", "chain_of", "implementation"]
