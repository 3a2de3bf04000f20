"""The patches of an image on which a kernel lies, place by place, and the sum of such patches."""

import numpy as np

from ganreg_reference.layers.abstract import Array


def patches(image: Array, kernel: int, stride: int) -> Array:
    """`(channels, rows, columns, kernel, kernel)`: at place p, q the pixels from row p·stride, column q·stride on."""
    return np.lib.stride_tricks.sliding_window_view(image, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]


def canvas(pieces: Array, sides: tuple[int, int], stride: int) -> Array:
    """An image of `sides` to which patches are added, each where `patches` would take it from."""
    channels, rows, columns, kernel, _ = pieces.shape
    image = np.zeros((channels, *sides), pieces.dtype)
    for i, j in np.ndindex(kernel, kernel):
        image[:, i : i + rows * stride : stride, j : j + columns * stride : stride] += pieces[..., i, j]
    return image
