"""A convolution of images."""

from jax import lax

from ganreg.networks.layers import Conv2d
from ganreg_jax.layers.context import Array, Context, Weights
from ganreg_jax.layers.statistics import per_channel

IMAGES = ("NCHW", "OIHW", "NCHW")


def conv2d(layer: Conv2d, x: Array, weights: Weights, context: Context) -> Array:
    """A cross-correlation with a square kernel, zeros outside."""
    around, steps = [(layer.padding, layer.padding)] * 2, (layer.stride, layer.stride)
    y = lax.conv_general_dilated(x, weights["weight"], steps, around, dimension_numbers=IMAGES)
    return y + per_channel(weights["bias"], x) if layer.bias else y
