"""The smooth rectifier."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.params import POSITIVE, param


@attrs.frozen
class Softplus(AbstractLayer):
    """y = log(1 + exp(β·x))/β, without overflow."""

    name = "softplus"

    beta: float = param(1.0, "The sharpness β.", validator=POSITIVE)
