"""Layer specifications, one per file."""

from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec
from ganreg.networks.layers.average_pool import AveragePool
from ganreg.networks.layers.batch_norm import BatchNorm
from ganreg.networks.layers.class_projection import ClassProjection
from ganreg.networks.layers.conditional_batch_norm import ConditionalBatchNorm
from ganreg.networks.layers.constant import Constant
from ganreg.networks.layers.conv2d import Conv2d
from ganreg.networks.layers.conv_transpose2d import ConvTranspose2d
from ganreg.networks.layers.dense import Dense
from ganreg.networks.layers.elu import ELU
from ganreg.networks.layers.embedding import Embedding
from ganreg.networks.layers.flatten import Flatten
from ganreg.networks.layers.gelu import GELU
from ganreg.networks.layers.group_norm import GroupNorm
from ganreg.networks.layers.group_sort import GroupSort
from ganreg.networks.layers.head import Head
from ganreg.networks.layers.layer_norm import LayerNorm
from ganreg.networks.layers.leaky_relu import LeakyReLU
from ganreg.networks.layers.relu import ReLU
from ganreg.networks.layers.reshape import Reshape
from ganreg.networks.layers.residual import Residual
from ganreg.networks.layers.sigmoid import Sigmoid
from ganreg.networks.layers.silu import SiLU
from ganreg.networks.layers.softplus import Softplus
from ganreg.networks.layers.tanh import Tanh
from ganreg.networks.layers.upsample import Upsample

__all__ = [
    "ELU",
    "GELU",
    "AbstractLayer",
    "AveragePool",
    "BatchNorm",
    "ClassProjection",
    "ConditionalBatchNorm",
    "Constant",
    "Conv2d",
    "ConvTranspose2d",
    "Dense",
    "Embedding",
    "Flatten",
    "GroupNorm",
    "GroupSort",
    "Head",
    "LayerNorm",
    "LeakyReLU",
    "ParameterSpec",
    "ReLU",
    "Reshape",
    "Residual",
    "SiLU",
    "Sigmoid",
    "Softplus",
    "Tanh",
    "Upsample",
]
