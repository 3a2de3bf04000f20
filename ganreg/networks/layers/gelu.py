"""The Gaussian error linear unit."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer
from ganreg.params import FLAG, param


@attrs.frozen
class GELU(AbstractLayer):
    """y = x·Φ(x), Φ the distribution function of N(0, 1); or its approximation by tanh.

    The approximation is x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).

    Source: Hendrycks and Gimpel 2016 (arXiv 1606.08415), section 2.
    """

    name = "gelu"

    approximate: bool = param(False, "Whether tanh takes the place of Φ.", validator=FLAG)
