"""Layer specifications, one per file."""

from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec
from ganreg.networks.layers.dense import Dense
from ganreg.networks.layers.flatten import Flatten
from ganreg.networks.layers.head import Head
from ganreg.networks.layers.layer_norm import LayerNorm
from ganreg.networks.layers.leaky_relu import LeakyReLU
from ganreg.networks.layers.relu import ReLU
from ganreg.networks.layers.reshape import Reshape
from ganreg.networks.layers.softplus import Softplus
from ganreg.networks.layers.tanh import Tanh

__all__ = [
    "AbstractLayer",
    "Dense",
    "Flatten",
    "Head",
    "LayerNorm",
    "LeakyReLU",
    "ParameterSpec",
    "ReLU",
    "Reshape",
    "Softplus",
    "Tanh",
]
