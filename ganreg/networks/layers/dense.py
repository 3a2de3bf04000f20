"""A fully connected layer."""

from collections.abc import Mapping

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import COUNT, FLAG, OneOf, param


@attrs.frozen
class Dense(AbstractLayer):
    """y = W·x + b with W `(units, features)` and b `(units,)`, for samples that are vectors."""

    name = "dense"
    piecewise_linear = True

    units: int = param(attrs.NOTHING, "The number of outputs.", validator=COUNT)
    bias: bool = param(True, "Whether b is there; it starts at 0.", validator=FLAG)
    init: str = param("he", "How W starts.", validator=OneOf(tuple(INITIALIZERS)))

    def output_shape(self, shape: Shape) -> Shape:
        """`(units,)`."""
        if len(shape) != 1:
            raise NetworkError(
                f"Dense({self.units}) takes vectors, but its samples have shape {shape}. Put Flatten() before it."
            )
        return (self.units,)

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight` and, unless turned off, `bias`."""
        weight = ParameterSpec((self.units, shape[0]), self.init, fan_in=shape[0], fan_out=self.units)
        return {"weight": weight} | ({"bias": ParameterSpec((self.units,), "zeros")} if self.bias else {})
