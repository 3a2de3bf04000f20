"""The array implementation of each layer specification, by its registered name."""

from ganreg.errors import UnsupportedError
from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.registry import registry
from ganreg_array.layers.abstract import ArrayLayer
from ganreg_array.layers.dense import Dense
from ganreg_array.layers.layer_norm import LayerNorm
from ganreg_array.layers.leaky_relu import LeakyReLU
from ganreg_array.layers.relu import ReLU
from ganreg_array.layers.reshape import Reshape
from ganreg_array.layers.softplus import Softplus
from ganreg_array.layers.tanh import Tanh

IMPLEMENTATIONS: dict[str, type[ArrayLayer]] = {
    "dense": Dense,
    "flatten": Reshape,
    "layer_norm": LayerNorm,
    "leaky_relu": LeakyReLU,
    "relu": ReLU,
    "reshape": Reshape,
    "softplus": Softplus,
    "tanh": Tanh,
}


def implementation(layer: AbstractLayer) -> ArrayLayer:
    """The array implementation of a layer specification.

    Raises:
        UnsupportedError: there is none; the layer is named.
    """
    name = registry().describe(layer)["name"]
    if name not in IMPLEMENTATIONS:
        raise UnsupportedError(
            f"The array backends do not compute the layer {name!r}. They compute {', '.join(IMPLEMENTATIONS)}; "
            "backend='torch' takes any nn.Module."
        )
    return IMPLEMENTATIONS[name](layer)


__all__ = ["IMPLEMENTATIONS", "ArrayLayer", "implementation"]
