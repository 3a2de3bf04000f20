"""The hyperbolic tangent."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer


@attrs.frozen
class Tanh(AbstractLayer):
    """y = tanh x, in (−1, 1)."""

    name = "tanh"
