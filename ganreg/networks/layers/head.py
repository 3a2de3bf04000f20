"""The last layer of a network whose output shape comes from the data."""

from math import prod

import attrs

from ganreg.networks.layers.abstract import AbstractLayer, AbstractPlaceholder, Shape
from ganreg.networks.layers.dense import Dense
from ganreg.networks.layers.flatten import Flatten
from ganreg.networks.layers.reshape import Reshape
from ganreg.params import param
from ganreg.registry import component_converter


@attrs.frozen
class Head(AbstractPlaceholder):
    """Whatever leads from here to the shape that is needed: Flatten, Dense, Reshape, then an activation if given."""

    name = "head"

    activation: AbstractLayer | None = param(
        None, "The last activation, such as tanh.", converter=attrs.converters.optional(component_converter("layer"))
    )

    def expand(self, shape: Shape, output_shape: Shape) -> tuple[AbstractLayer, ...]:
        """The layers that stand here, leaving out those that would change nothing."""
        layers: list[AbstractLayer] = [Flatten()] if len(shape) != 1 else []
        layers.append(Dense(prod(output_shape), init="glorot"))
        layers += [Reshape(output_shape)] if len(output_shape) != 1 else []
        return tuple(layers) + ((self.activation,) if self.activation is not None else ())
