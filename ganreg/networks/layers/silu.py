"""The sigmoid linear unit, also called swish."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer


@attrs.frozen
class SiLU(AbstractLayer):
    """y = x·σ(x), σ(x) = 1/(1 + exp(−x)).

    Source: Elfwing, Uchibe, Doya 2018 (arXiv 1702.03118), equation 10.
    """

    name = "silu"
