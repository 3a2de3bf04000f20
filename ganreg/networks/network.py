"""Network specifications, and what becomes of one when the data's shape is known."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import attrs

from ganreg.component import Component
from ganreg.draws import Draws, Float64
from ganreg.errors import NetworkError
from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, AbstractPlaceholder, ParameterSpec, Shape
from ganreg.params import param
from ganreg.registry import registry


class AbstractNetwork(Component):
    """A network before its input and output shapes are known."""

    kind: ClassVar[str] = "network"

    @abstractmethod
    def layers(self) -> tuple[AbstractLayer, ...]:
        """The layers in order; a `Head` stands for what leads to the output shape."""


def _layers(values: Sequence[Any]) -> tuple[AbstractLayer, ...]:
    return tuple(registry().resolve("layer", value) for value in values)


@attrs.frozen
class Sequential(AbstractNetwork):
    """Layers one after another, given in full.

    >>> from ganreg.networks import Dense
    >>> Sequential([Dense(64), "relu", {"name": "dense", "units": 1}]).stack[2]
    Dense(units=1, bias=True, init='he')
    """

    name = "sequential"

    stack: tuple[AbstractLayer, ...] = param(attrs.NOTHING, "The layers, as objects or names.", converter=_layers)

    def layers(self) -> tuple[AbstractLayer, ...]:
        """The given layers."""
        return self.stack


@attrs.frozen
class BoundNetwork:
    """A network whose every shape is known.

    Args:
        layers: no placeholders among them.
        shapes: the shape of one sample before each layer, and after the last.
    """

    layers: tuple[AbstractLayer, ...]
    shapes: tuple[Shape, ...]

    @classmethod
    def bind(cls, network: AbstractNetwork, input_shape: Shape, output_shape: Shape, player: str = "network") -> Self:
        """Work out all shapes from the input to the output.

        Raises:
            NetworkError: a layer does not fit the one before it, or the output is not `output_shape`.
        """
        layers: list[AbstractLayer] = []
        shapes: list[Shape] = [tuple(input_shape)]
        waiting = list(network.layers())
        while waiting:
            layer = waiting.pop(0)
            if isinstance(layer, AbstractPlaceholder):
                waiting = [*layer.expand(shapes[-1], output_shape), *waiting]
                continue
            layers.append(layer)
            shapes.append(layer.output_shape(shapes[-1]))
        if shapes[-1] != tuple(output_shape):
            raise NetworkError(
                f"The {player} yields samples of shape {shapes[-1]}, expected {tuple(output_shape)}"
                f"{', one score for each sample' if player == 'critic' else ''}. Change its last layer, or end it with "
                "Head(), which fits itself to what is needed."
            )
        return cls(tuple(layers), tuple(shapes))

    @property
    def input_shape(self) -> Shape:
        """The shape of one input sample."""
        return self.shapes[0]

    @property
    def output_shape(self) -> Shape:
        """The shape of one output sample."""
        return self.shapes[-1]

    @property
    def piecewise_linear(self) -> bool:
        """Whether every layer is."""
        return all(layer.piecewise_linear for layer in self.layers)

    def parameters(self) -> Mapping[str, ParameterSpec]:
        """All trainable arrays, named by layer number as in a sequential PyTorch module: `0.weight`."""
        return {
            f"{index}.{name}": spec
            for index, (layer, shape) in enumerate(zip(self.layers, self.shapes, strict=False))
            for name, spec in layer.parameters(shape).items()
        }

    def initial(self, draws: Draws, player: str) -> dict[str, Float64]:
        """The parameters at the start, float64, a pure function of the seed, the player and their names."""
        start = {}
        for name, spec in self.parameters().items():
            stream = draws.stream(f"parameters/{name}", player=player)
            start[name] = INITIALIZERS[spec.initializer](stream, spec.shape, spec.fan_in, spec.fan_out)
        return start
