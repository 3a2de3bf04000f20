"""What layers on images have in common: samples are `(channels, height, width)`."""

from typing import Any

from ganreg.errors import NetworkError
from ganreg.networks.layers.abstract import Shape


def image(layer: Any, shape: Shape) -> tuple[int, int, int]:
    """The channels, height and width of a sample.

    Raises:
        NetworkError: it is no image.
    """
    if len(shape) != 3:
        raise NetworkError(
            f"{layer!r} takes images (channels, height, width), but its samples have shape {shape}. "
            "Put Reshape((channels, height, width)) before it."
        )
    channels, height, width = shape
    return channels, height, width


def checked(layer: Any, shape: Shape, output: Shape, instead: str) -> Shape:
    """The output's shape; `instead` says what could be changed.

    Raises:
        NetworkError: nothing would be left of the image.
    """
    if min(output) < 1:
        raise NetworkError(
            f"{layer!r} leaves nothing of samples of shape {shape}: they would become {output}. Take {instead}."
        )
    return output
