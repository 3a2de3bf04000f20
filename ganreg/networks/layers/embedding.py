"""A class given to a network beside its input."""

from collections.abc import Mapping

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import COUNT, OneOf, param


@attrs.frozen
class Embedding(AbstractLayer):
    """y = (x, E[label]): each class has a vector of its own, which is put after the sample's.

    Followed by a dense layer this is the conditional GAN: W·(x, E[label]) = W₁·x + W₂·E[label].

    Source: Mirza and Osindero 2014 (arXiv 1411.1784), section 3.2.
    """

    name = "embedding"
    piecewise_linear = True

    classes: int = param(attrs.NOTHING, "How many classes there are.", validator=COUNT)
    size: int = param(16, "Numbers per class.", validator=COUNT)
    init: str = param("normal", "How E starts.", validator=OneOf(tuple(INITIALIZERS)))

    def output_shape(self, shape: Shape) -> Shape:
        """`(features + size,)`."""
        if len(shape) != 1:
            raise NetworkError(f"{self!r} takes vectors, but its samples have shape {shape}. Put Flatten() before it.")
        return (shape[0] + self.size,)

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, the matrix E `(classes, size)`."""
        return {"weight": ParameterSpec((self.classes, self.size), self.init, fan_in=self.classes, fan_out=self.size)}
