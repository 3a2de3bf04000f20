"""Two paths from the same input, added."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.layers.abstract import AbstractLayer, AbstractPlaceholder, MaskSpec, ParameterSpec, Shape
from ganreg.networks.layers.row import common_classes, named_arrays, shapes_along
from ganreg.params import param
from ganreg.registry import registry


def _layers(values: Sequence[Any]) -> tuple[AbstractLayer, ...]:
    layers = tuple(registry().resolve("layer", value) for value in values)
    for layer in layers:
        if isinstance(layer, AbstractPlaceholder):
            raise NetworkError(f"{layer!r} stands for the end of a network. It cannot be part of a Residual.")
    return layers


@attrs.frozen
class Residual(AbstractLayer):
    """y = body(x) + shortcut(x), each a row of layers; without a shortcut y = body(x) + x.

    Source: He et al. 2016 (arXiv 1512.03385), equations 1 and 2.
    """

    name = "residual"

    body: tuple[AbstractLayer, ...] = param(attrs.NOTHING, "The layers of the first path.", converter=_layers)
    shortcut: tuple[AbstractLayer, ...] = param((), "The layers of the second path.", converter=_layers)

    @property
    def piecewise_linear(self) -> bool:
        """Whether all its layers are."""
        return all(layer.piecewise_linear for layer in (*self.body, *self.shortcut))

    @property
    def mixes_samples(self) -> bool:
        """Whether one of its layers does."""
        return any(layer.mixes_samples for layer in (*self.body, *self.shortcut))

    @property
    def classes(self) -> int | None:
        """How many classes its layers tell apart."""
        return common_classes((*self.body, *self.shortcut))

    def output_shape(self, shape: Shape) -> Shape:
        """That of both paths."""
        ends = [shapes_along(path, shape)[-1] for path in (self.body, self.shortcut)]
        if ends[0] != ends[1]:
            raise NetworkError(
                f"The paths of a Residual end in different shapes for samples of shape {shape}: the body in {ends[0]}, "
                f"the shortcut in {ends[1]}. Give shortcut= the layers that lead to {ends[0]}."
            )
        return ends[0]

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`body.0.weight`, `shortcut.0.weight`, …."""
        return self._named("parameters", shape)

    def buffers(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`body.0.running_mean`, …."""
        return self._named("buffers", shape)

    def masks(self, shape: Shape) -> Mapping[str, MaskSpec]:
        """`body.0.mask`, …."""
        return self._named("masks", shape)

    def _named(self, what: str, shape: Shape) -> dict[str, Any]:
        return {
            f"{path}.{name}": spec
            for path in ("body", "shortcut")
            for name, spec in named_arrays(getattr(self, path), shapes_along(getattr(self, path), shape), what).items()
        }
