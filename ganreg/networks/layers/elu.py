"""The exponential linear unit."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.params import POSITIVE, param


@attrs.frozen
class ELU(AbstractLayer):
    """y = x where x > 0, α·(exp(x) − 1) elsewhere; at 0 the derivatives are those of the left side.

    Its second derivative jumps at 0, by α; unless α is 1, its first one too.

    Source: Clevert, Unterthiner, Hochreiter 2016 (arXiv 1511.07289), equation 15.
    """

    name = "elu"

    alpha: float = param(1.0, "The value −α is approached far to the left.", validator=POSITIVE)
