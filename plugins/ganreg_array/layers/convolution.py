"""The three products of a kernel, an image and what the kernel makes of the image, each one matrix product.

An image is `(n, c, …)`, the kernel `(o, c, k, k)`, and what it makes of the image `(n, o, …)`.
"""

from math import prod
from typing import Any

from ganreg_array.layers.abstract import Array
from ganreg_array.layers.patches import Window, samples_first, samples_last


def correlation(image: Array, kernel: Array, window: Window, xp: Any) -> Array:
    """What the kernel makes of the image: its product with each patch."""
    seen = window.patches(samples_last(image, xp), xp)
    product = _matrix(kernel, 1, xp) @ _matrix(seen, 3, xp)
    return samples_first(xp.reshape(product, (kernel.shape[0], *seen.shape[3:])), xp)


def scattering(made: Array, kernel: Array, window: Window, sides: tuple[int, int], xp: Any) -> Array:
    """The adjoint of `correlation` in the image, whose height and width are given."""
    made = samples_last(made, xp)
    product = _matrix(kernel, 1, xp).T @ _matrix(made, 1, xp)
    seen = xp.reshape(product, (*kernel.shape[1:], *made.shape[1:]))
    return samples_first(window.unpatches(seen, *sides, xp), xp)


def kernel_gradient(made: Array, image: Array, window: Window, xp: Any) -> Array:
    """The adjoint of `correlation` in the kernel."""
    made, seen = samples_last(made, xp), window.patches(samples_last(image, xp), xp)
    product = _matrix(made, 1, xp) @ _matrix(seen, 3, xp).T
    return xp.reshape(product, (made.shape[0], *seen.shape[:3]))


def _matrix(array: Array, axes: int, xp: Any) -> Array:
    """The first axes as rows, the others as columns."""
    return xp.reshape(array, (prod(array.shape[:axes]), prod(array.shape[axes:])))
