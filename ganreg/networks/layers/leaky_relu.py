"""The leaky rectifier."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.params import FINITE, param


@attrs.frozen
class LeakyReLU(AbstractLayer):
    """y = x where x > 0, slope·x elsewhere; the derivative at 0 is the slope."""

    name = "leaky_relu"
    piecewise_linear = True

    slope: float = param(0.2, "The slope where x ≤ 0.", validator=FINITE)
