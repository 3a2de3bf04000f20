"""Layers one after another: what they have as a whole."""

from collections.abc import Sequence
from typing import Any

from ganreg.errors import NetworkError
from ganreg.networks.layers.abstract import AbstractLayer, Shape


def shapes_along(layers: Sequence[AbstractLayer], shape: Shape) -> list[Shape]:
    """The shape of a sample before each layer, and after the last."""
    shapes = [shape]
    for layer in layers:
        shapes.append(layer.output_shape(shapes[-1]))
    return shapes


def named_arrays(layers: Sequence[AbstractLayer], shapes: Sequence[Shape], what: str) -> dict[str, Any]:
    """The `parameters`, `buffers` or `masks` of a row of layers, named by place as in a sequential PyTorch module."""
    return {
        f"{index}.{name}": spec
        for index, (layer, shape) in enumerate(zip(layers, shapes, strict=False))
        for name, spec in getattr(layer, what)(shape).items()
    }


def common_classes(layers: Sequence[AbstractLayer]) -> int | None:
    """The number of classes that layers tell apart, None if none takes labels.

    Raises:
        NetworkError: they disagree.
    """
    known = {layer.classes for layer in layers} - {None}
    if len(known) > 1:
        raise NetworkError(
            f"Some layers tell {' and others '.join(map(str, sorted(known)))} classes apart. "  # type: ignore[type-var]
            "Give all layers of both networks the same number of classes."
        )
    return next(iter(known), None)
