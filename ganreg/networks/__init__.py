"""Networks as specifications: what they are, not how they are computed."""

from ganreg.networks.layers import (
    AbstractLayer,
    Dense,
    Flatten,
    Head,
    LayerNorm,
    LeakyReLU,
    ReLU,
    Reshape,
    Softplus,
    Tanh,
)
from ganreg.networks.mlp import MLP, mlp
from ganreg.networks.network import AbstractNetwork, BoundNetwork, Sequential

__all__ = [
    "MLP",
    "AbstractLayer",
    "AbstractNetwork",
    "BoundNetwork",
    "Dense",
    "Flatten",
    "Head",
    "LayerNorm",
    "LeakyReLU",
    "ReLU",
    "Reshape",
    "Sequential",
    "Softplus",
    "Tanh",
    "mlp",
]
