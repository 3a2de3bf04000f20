"""The specification of the activation snake."""

import attrs

from ganreg.networks.layers import AbstractLayer
from ganreg.params import POSITIVE, param


@attrs.frozen
class Snake(AbstractLayer):
    """y = x + sin²(a·x)/a."""

    name = "snake"

    a: float = param(1.0, "How fast it oscillates.", validator=POSITIVE)
