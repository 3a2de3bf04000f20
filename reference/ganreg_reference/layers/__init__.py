"""The layers that the reference computes, one per file, found by their specification's class."""

from collections.abc import Iterable, Mapping

from ganreg.errors import UnsupportedError
from ganreg.networks import layers as specifications
from ganreg.networks.layers import AbstractLayer
from ganreg.registry import registry
from ganreg.support import parts_of
from ganreg_reference.layers.abstract import AbstractReferenceLayer
from ganreg_reference.layers.average_pool import AveragePool
from ganreg_reference.layers.batch import AbstractBatchLayer, EachSample
from ganreg_reference.layers.batch_norm import BatchNorm
from ganreg_reference.layers.bjorck_dense import BjorckDense
from ganreg_reference.layers.class_projection import ClassProjection
from ganreg_reference.layers.conditional_batch_norm import ConditionalBatchNorm
from ganreg_reference.layers.conditional_running_norm import ConditionalRunningNorm
from ganreg_reference.layers.constant import Constant
from ganreg_reference.layers.conv2d import Conv2d
from ganreg_reference.layers.conv_transpose2d import ConvTranspose2d
from ganreg_reference.layers.dense import Dense
from ganreg_reference.layers.dropout import Dropout
from ganreg_reference.layers.elementwise import AbstractElementwise
from ganreg_reference.layers.elu import ELU
from ganreg_reference.layers.embedding import Embedding
from ganreg_reference.layers.flatten import Flatten
from ganreg_reference.layers.foreign import Foreign
from ganreg_reference.layers.forward import AbstractForwardLayer
from ganreg_reference.layers.gelu import GELU
from ganreg_reference.layers.group_norm import GroupNorm
from ganreg_reference.layers.group_sort import GroupSort
from ganreg_reference.layers.identity import Identity
from ganreg_reference.layers.layer_norm import LayerNorm
from ganreg_reference.layers.leaky_relu import LeakyReLU
from ganreg_reference.layers.relu import ReLU
from ganreg_reference.layers.reshape import Reshape
from ganreg_reference.layers.residual import Residual
from ganreg_reference.layers.running_norm import RunningNorm
from ganreg_reference.layers.sigmoid import Sigmoid
from ganreg_reference.layers.silu import SiLU
from ganreg_reference.layers.softplus import Softplus
from ganreg_reference.layers.tanh import Tanh
from ganreg_reference.layers.upsample import Upsample

LAYERS: Mapping[type[AbstractLayer], type[AbstractReferenceLayer]] = {
    specifications.AveragePool: AveragePool,
    specifications.BjorckDense: BjorckDense,
    specifications.ClassProjection: ClassProjection,
    specifications.Constant: Constant,
    specifications.Conv2d: Conv2d,
    specifications.ConvTranspose2d: ConvTranspose2d,
    specifications.Dense: Dense,
    specifications.ELU: ELU,
    specifications.Embedding: Embedding,
    specifications.Flatten: Flatten,
    specifications.GELU: GELU,
    specifications.GroupNorm: GroupNorm,
    specifications.GroupSort: GroupSort,
    specifications.LayerNorm: LayerNorm,
    specifications.LeakyReLU: LeakyReLU,
    specifications.ReLU: ReLU,
    specifications.Reshape: Reshape,
    specifications.SiLU: SiLU,
    specifications.Sigmoid: Sigmoid,
    specifications.Softplus: Softplus,
    specifications.Tanh: Tanh,
    specifications.Upsample: Upsample,
}
"""Layers that take each sample by itself."""

TRAINING: Mapping[type[AbstractLayer], type[AbstractBatchLayer]] = {
    specifications.BatchNorm: BatchNorm,
    specifications.ConditionalBatchNorm: ConditionalBatchNorm,
    specifications.Dropout: Dropout,
}
"""Layers that, in training, see the whole batch, or the factors drawn for it."""

INFERENCE: Mapping[type[AbstractLayer], type[AbstractReferenceLayer]] = {
    specifications.BatchNorm: RunningNorm,
    specifications.ConditionalBatchNorm: ConditionalRunningNorm,
    specifications.Dropout: Identity,
}
"""The same in use, where running statistics, among the weights, take the batch's place, and nothing is dropped."""


def batch_layer(layer: AbstractLayer, inference: bool = False) -> AbstractBatchLayer:
    """The reference's formulas for a layer over a batch, in training or in use.

    Raises:
        UnsupportedError: nobody has given formulas for this class of layer.
    """
    if isinstance(layer, specifications.Residual):
        body, shortcut = ([batch_layer(part, inference) for part in path] for path in (layer.body, layer.shortcut))
        return Residual(body, shortcut)
    if type(layer) in TRAINING and not inference:
        return TRAINING[type(layer)](layer)
    return EachSample(INFERENCE[type(layer)](layer) if type(layer) in INFERENCE else reference_layer(layer))


def reference_layer(layer: AbstractLayer) -> AbstractReferenceLayer:
    """The reference's formulas for one sample: its own, or the oracle that a plugin announces for a layer of its own.

    Raises:
        UnsupportedError: nobody has given formulas for this class of layer.
    """
    if type(layer) in LAYERS:
        return LAYERS[type(layer)](layer)
    found = registry().oracle(layer)
    if isinstance(found, type) and issubclass(found, AbstractReferenceLayer):
        return Foreign(found, layer)
    raise UnsupportedError(
        f"The reference has no formulas for the layer {registry().describe(layer)['name']!r} ({type(layer).__name__}). "
        "Announce an oracle for it: a subclass of ganreg_reference.layers.AbstractForwardLayer, with the forward "
        "formula alone, or of AbstractReferenceLayer, with all four."
    )


def approximate(layers: Iterable[AbstractLayer]) -> tuple[str, ...]:
    """The names of those layers, and of those within them, whose second order is taken by differences."""
    found = [part for part in parts_of(tuple(layers)) if isinstance(part, AbstractLayer)]
    oracles = [(part, registry().oracle(part)) for part in found if type(part) not in LAYERS]
    names = [
        registry().describe(part)["name"]
        for part, oracle in oracles
        if isinstance(oracle, type) and issubclass(oracle, AbstractForwardLayer)
    ]
    return tuple(dict.fromkeys(names))


__all__ = [
    "AbstractBatchLayer",
    "AbstractElementwise",
    "AbstractForwardLayer",
    "AbstractReferenceLayer",
    "approximate",
    "batch_layer",
    "reference_layer",
]
