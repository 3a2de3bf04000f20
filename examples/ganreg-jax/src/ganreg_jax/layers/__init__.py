"""The mathematics of each layer specification, forwards only: JAX differentiates. One function per file.

A layer's function takes the specification, samples `(n, *shape)`, the layer's own weights by name and a `Context`.
Among the weights are its buffers, and in training its masks. It returns the output; one with buffers returns what
becomes of them in training besides. Functions are pure: they run under `jax.jit` and `jax.grad`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from ganreg.errors import UnsupportedError
from ganreg.networks import layers as specified
from ganreg.networks.layers import AbstractLayer
from ganreg.registry import registry
from ganreg_jax.layers.average_pool import average_pool
from ganreg_jax.layers.batch_norm import batch_norm
from ganreg_jax.layers.bjorck_dense import bjorck_dense
from ganreg_jax.layers.class_projection import class_projection
from ganreg_jax.layers.conditional_batch_norm import conditional_batch_norm
from ganreg_jax.layers.constant import constant
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.conv2d import conv2d
from ganreg_jax.layers.conv_transpose2d import conv_transpose2d
from ganreg_jax.layers.dense import dense
from ganreg_jax.layers.dropout import dropout
from ganreg_jax.layers.elu import elu
from ganreg_jax.layers.embedding import embedding
from ganreg_jax.layers.flatten import flatten
from ganreg_jax.layers.gelu import gelu
from ganreg_jax.layers.group_norm import group_norm
from ganreg_jax.layers.group_sort import group_sort
from ganreg_jax.layers.layer_norm import layer_norm
from ganreg_jax.layers.leaky_relu import leaky_relu
from ganreg_jax.layers.relu import relu
from ganreg_jax.layers.reshape import reshape
from ganreg_jax.layers.sigmoid import sigmoid
from ganreg_jax.layers.silu import silu
from ganreg_jax.layers.softplus import softplus
from ganreg_jax.layers.tanh import tanh
from ganreg_jax.layers.upsample import upsample

__all__ = ["Context", "chain", "check_layers"]


def chain(layers: Sequence[AbstractLayer], x: Array, weights: Weights, context: Context) -> tuple[Array, Weights]:
    """The output of layers one after another, and what becomes of their buffers; both by names such as `0.weight`."""
    after: dict[str, Array] = {}
    for place, layer in enumerate(layers):
        x, found = _passed(layer, x, within(weights, str(place)), context)
        after |= {f"{place}.{name}": value for name, value in found.items()}
    return x, after


def within(weights: Weights, part: str) -> dict[str, Array]:
    """The weights of one part, `0.weight` of part 0 as `weight`."""
    return {name.removeprefix(f"{part}."): value for name, value in weights.items() if name.startswith(f"{part}.")}


def residual(layer: specified.Residual, x: Array, weights: Weights, context: Context) -> tuple[Array, Weights]:
    """body(x) + shortcut(x), an empty path being x itself; here, since their layers are looked up in the same table."""
    body, in_body = chain(layer.body, x, within(weights, "body"), context)
    shortcut, in_shortcut = chain(layer.shortcut, x, within(weights, "shortcut"), context)
    found = {"body": in_body, "shortcut": in_shortcut}
    after = {f"{path}.{name}": value for path, own in found.items() for name, value in own.items()}
    return body + shortcut, after


FUNCTIONS: dict[type[AbstractLayer], Callable[[Any, Array, Weights, Context], Any]] = {
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


def _passed(layer: AbstractLayer, x: Array, weights: Weights, context: Context) -> tuple[Array, Weights]:
    function = FUNCTIONS.get(type(layer))
    if function is None:  # a stranger's, which `check_layers` has found
        found = registry().implementation(layer, "jax")(layer)(x, weights, context)
    else:
        found = function(layer, x, weights, context)
    return found if isinstance(found, tuple) else (found, {})


def check_layers(layers: Sequence[AbstractLayer]) -> None:
    """Raise `UnsupportedError` for a layer that nothing computes here, those within a `Residual` included."""
    for layer in layers:
        if isinstance(layer, specified.Residual):
            check_layers((*layer.body, *layer.shortcut))
        elif type(layer) not in FUNCTIONS and registry().implementation(layer, "jax") is None:
            raise UnsupportedError(
                f"The 'jax' backend does not compute the layer {type(layer).__name__}. Its plugin may say how: "
                f"implementations={{'jax': 'module:function'}}, called with the layer, which returns a function of "
                "(x, weights, context)."
            )
