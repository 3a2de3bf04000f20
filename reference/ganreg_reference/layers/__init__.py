"""The layers that the reference computes, one per file, found by their specification's class."""

from collections.abc import Mapping

from ganreg.errors import UnsupportedError
from ganreg.networks import layers as specifications
from ganreg.networks.layers import AbstractLayer
from ganreg.registry import registry
from ganreg_reference.layers.abstract import AbstractReferenceLayer
from ganreg_reference.layers.dense import Dense
from ganreg_reference.layers.flatten import Flatten
from ganreg_reference.layers.layer_norm import LayerNorm
from ganreg_reference.layers.leaky_relu import LeakyReLU
from ganreg_reference.layers.relu import ReLU
from ganreg_reference.layers.reshape import Reshape
from ganreg_reference.layers.softplus import Softplus
from ganreg_reference.layers.tanh import Tanh

LAYERS: Mapping[type[AbstractLayer], type[AbstractReferenceLayer]] = {
    specifications.Dense: Dense,
    specifications.Flatten: Flatten,
    specifications.LayerNorm: LayerNorm,
    specifications.LeakyReLU: LeakyReLU,
    specifications.ReLU: ReLU,
    specifications.Reshape: Reshape,
    specifications.Softplus: Softplus,
    specifications.Tanh: Tanh,
}


def reference_layer(layer: AbstractLayer) -> AbstractReferenceLayer:
    """The reference's formulas for a layer: its own, or the oracle that a plugin announces for a layer of its own.

    Raises:
        UnsupportedError: nobody has given formulas for this class of layer.
    """
    found = LAYERS.get(type(layer)) or registry().oracle(layer)
    if isinstance(found, type) and issubclass(found, AbstractReferenceLayer):
        return found(layer)
    raise UnsupportedError(
        f"The reference has no formulas for the layer {registry().describe(layer)['name']!r} ({type(layer).__name__}). "
        "Announce an oracle for it: a subclass of ganreg_reference.layers.AbstractReferenceLayer."
    )


__all__ = ["LAYERS", "AbstractReferenceLayer", "reference_layer"]
