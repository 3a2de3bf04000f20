"""Network specifications, and what becomes of one when the data's shape is known."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import attrs
import numpy as np

from ganreg.component import Component
from ganreg.draws import Draws, Float64
from ganreg.errors import NetworkError
from ganreg.networks.initializers import initializer
from ganreg.networks.layers.abstract import AbstractLayer, AbstractPlaceholder, MaskSpec, ParameterSpec, Shape
from ganreg.networks.layers.row import common_classes, named_arrays
from ganreg.networks.weights import as_weights, check_weights
from ganreg.params import param
from ganreg.registry import registry


class AbstractNetwork(Component):
    """A network before its input and output shapes are known."""

    kind: ClassVar[str] = "network"

    @abstractmethod
    def layers(self, shape: Shape, output_shape: Shape) -> tuple[AbstractLayer, ...]:
        """The layers in order, for input samples of a shape; a `Head` stands for what leads to the output shape.

        Raises:
            NetworkError: there is no such network from that shape to the other.
        """

    def start(self) -> Mapping[str, Any] | None:
        """Arrays to start from instead of drawn ones, by name: all parameters and buffers; None if all are drawn."""
        return None

    def for_classes(self, classes: int) -> Self:
        """This network for data of so many classes: told them if it has a parameter `classes` that is still None."""
        network: Any = self
        takes_classes = attrs.has(type(network)) and "classes" in attrs.fields_dict(type(network))
        told: Self = attrs.evolve(network, classes=classes) if takes_classes and network.classes is None else self
        return told


def _layers(values: Sequence[Any]) -> tuple[AbstractLayer, ...]:
    return tuple(registry().resolve("layer", value) for value in values)


@attrs.frozen
class Sequential(AbstractNetwork):
    """Layers one after another, given in full, and where wanted the arrays that they start from.

    >>> from ganreg.networks import Dense
    >>> Sequential([Dense(64), "relu", {"name": "dense", "units": 1}]).stack[2]
    Dense(units=1, bias=True, init='he')
    """

    name = "sequential"

    stack: tuple[AbstractLayer, ...] = param(attrs.NOTHING, "The layers, as objects or names.", converter=_layers)
    weights: Mapping[str, Float64] | None = param(
        None,
        "Start values by the specification's names, parameters and buffers; in checkpoints, not in a recipe's text.",
        converter=attrs.converters.optional(as_weights),
        described=False,
    )

    def layers(self, shape: Shape, output_shape: Shape) -> tuple[AbstractLayer, ...]:
        """The given layers."""
        return self.stack

    def start(self) -> Mapping[str, Any] | None:
        """The given weights."""
        return self.weights


@attrs.frozen
class BoundNetwork:
    """A network whose every shape is known.

    Args:
        layers: no placeholders among them.
        shapes: the shape of one sample before each layer, and after the last.
        given: arrays to start from instead of drawn ones, by name.
    """

    layers: tuple[AbstractLayer, ...]
    shapes: tuple[Shape, ...]
    given: Mapping[str, Any] = attrs.field(factory=dict, eq=False)

    @classmethod
    def bind(cls, network: AbstractNetwork, input_shape: Shape, output_shape: Shape, player: str = "network") -> Self:
        """Work out all shapes from the input to the output.

        Raises:
            NetworkError: a layer does not fit the one before it, the output is not `output_shape`, or the arrays that
                the network is to start from are not the ones it has.
        """
        layers: list[AbstractLayer] = []
        shapes: list[Shape] = [tuple(input_shape)]
        waiting = list(network.layers(tuple(input_shape), tuple(output_shape)))
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
        bound = cls(tuple(layers), tuple(shapes))
        common_classes(bound.layers)
        start = network.start()
        if start is None:
            return bound
        check_weights(start, {**bound.parameters(), **bound.buffers()}, player)
        return attrs.evolve(bound, given=start)

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

    @property
    def mixes_samples(self) -> bool:
        """Whether, in training, the output for one sample depends on the others of its batch."""
        return any(layer.mixes_samples for layer in self.layers)

    @property
    def classes(self) -> int | None:
        """How many classes the network tells apart, None if it takes no labels."""
        return common_classes(self.layers)

    @property
    def is_random(self) -> bool:
        """Whether, in training, two passes of the same samples differ, by Dropout."""
        return any(mask.rate > 0 for mask in self.masks().values())

    @property
    def last_trained(self) -> int:
        """The place of the last layer that has parameters; what goes into it are a critic's features."""
        return max((int(name.partition(".")[0]) for name in self.parameters()), default=0)

    def parameters(self) -> Mapping[str, ParameterSpec]:
        """All trainable arrays, named by layer number as in a sequential PyTorch module: `0.weight`."""
        return named_arrays(self.layers, self.shapes, "parameters")

    def elementwise(self) -> tuple[str, ...]:
        """The names of the parameters that scale or shift numbers one by one, and are no matrices."""
        return tuple(name for name, spec in self.parameters().items() if spec.elementwise)

    def buffers(self) -> Mapping[str, ParameterSpec]:
        """All arrays that training changes without a gradient: `1.running_mean`."""
        return named_arrays(self.layers, self.shapes, "buffers")

    def masks(self) -> Mapping[str, MaskSpec]:
        """All random factors of a training pass: `2.mask`."""
        return named_arrays(self.layers, self.shapes, "masks")

    def initial(self, draws: Draws, player: str) -> dict[str, Float64]:
        """The parameters at the start, float64, a pure function of the seed, the player and their names."""
        return self._started(self.parameters(), draws, player)

    def initial_buffers(self, draws: Draws, player: str) -> dict[str, Float64]:
        """The buffers at the start, float64."""
        return self._started(self.buffers(), draws, player)

    def _started(self, specs: Mapping[str, ParameterSpec], draws: Draws, player: str) -> dict[str, Float64]:
        start = {}
        for name, spec in specs.items():
            if name in self.given:
                start[name] = np.array(self.given[name], dtype=np.float64)
                continue
            stream = draws.stream(f"parameters/{name}", player=player)
            start[name] = initializer(spec.initializer)(stream, spec.shape, spec.fan_in, spec.fan_out)
        return start
