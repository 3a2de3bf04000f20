"""A transposed convolution of images."""

from jax import lax

from ganreg.networks.layers import ConvTranspose2d
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.conv2d import IMAGES
from ganreg_jax.layers.statistics import per_channel


def conv_transpose2d(layer: ConvTranspose2d, x: Array, weights: Weights, context: Context) -> Array:
    """The adjoint of a convolution: one with the kernel turned around, over images with zeros between the pixels."""
    turned = weights["weight"].transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]
    before = layer.kernel - 1 - layer.padding
    around, spread = [(before, before + layer.output_padding)] * 2, (layer.stride, layer.stride)
    y = lax.conv_general_dilated(x, turned, (1, 1), around, lhs_dilation=spread, dimension_numbers=IMAGES)
    return y + per_channel(weights["bias"], x) if layer.bias else y
