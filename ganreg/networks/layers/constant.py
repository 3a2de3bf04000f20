"""A trained constant in place of the input."""

from collections.abc import Mapping

import attrs

from ganreg.errors import ParameterError
from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import COUNT, OneOf, param


def _as_shape(value: object) -> Shape:
    if isinstance(value, (tuple, list)) and value and all(COUNT.accepts(length) for length in value):
        return tuple(value)
    raise ParameterError(f"Constant(shape={value!r}), expected the lengths of one sample's axes: (2,) or (512, 4, 4).")


@attrs.frozen
class Constant(AbstractLayer):
    """y = c, whatever x is: the samples are trained themselves, and are all the same.

    With `shape=(1,)` it is the generator of the Dirac-GAN, a point mass at c; at the head of a generator, a learned
    constant input.

    Source: Karras et al. 2019 (arXiv 1812.04948), section 2; Mescheder et al. 2018 (arXiv 1801.04406), Definition 2.1.
    """

    name = "constant"
    piecewise_linear = True

    shape: Shape = param(attrs.NOTHING, "The shape of one output sample.", converter=_as_shape)
    init: str = param("normal", "How c starts.", validator=OneOf(tuple(INITIALIZERS)))

    def output_shape(self, shape: Shape) -> Shape:
        """The given shape, for samples of any shape."""
        return self.shape

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, the constant c."""
        return {"weight": ParameterSpec(self.shape, self.init, elementwise=True)}
