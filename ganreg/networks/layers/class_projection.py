"""The last layer of a critic that knows classes."""

from collections.abc import Mapping

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import COUNT, OneOf, param


@attrs.frozen
class ClassProjection(AbstractLayer):
    """y = ⟨w, x⟩ + b + ⟨E[label], x⟩, one score from the critic's features x.

    Source: Miyato and Koyama 2018 (arXiv 1802.05637), equation 3: f(x, y) = yᵀVφ(x) + ψ(φ(x)) with ψ affine.
    """

    name = "class_projection"
    piecewise_linear = True

    classes: int = param(attrs.NOTHING, "How many classes there are.", validator=COUNT)
    init: str = param("glorot", "How w and E start.", validator=OneOf(tuple(INITIALIZERS)))

    def output_shape(self, shape: Shape) -> Shape:
        """`(1,)`."""
        if len(shape) != 1:
            raise NetworkError(f"{self!r} takes vectors, but its samples have shape {shape}. Put Flatten() before it.")
        return (1,)

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, w as `(1, features)`; `bias` `(1,)`; `embedding`, E `(classes, features)`."""
        (features,) = shape
        return {
            "weight": ParameterSpec((1, features), self.init, fan_in=features, fan_out=1),
            "bias": ParameterSpec((1,), "zeros"),
            "embedding": ParameterSpec((self.classes, features), self.init, fan_in=features, fan_out=self.classes),
        }
