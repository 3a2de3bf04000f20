"""The rectifier."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer


@attrs.frozen
class ReLU(AbstractLayer):
    """y = max(x, 0); the derivative at 0 is taken as 0."""

    name = "relu"
    piecewise_linear = True
