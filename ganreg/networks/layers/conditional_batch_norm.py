"""Batch normalisation whose scale and shift depend on the class."""

from collections.abc import Mapping

import attrs

from ganreg.networks.layers.abstract import ParameterSpec, Shape
from ganreg.networks.layers.batch_norm import AbstractBatchNorm, channels_of
from ganreg.params import COUNT, POSITIVE, Range, param


@attrs.frozen
class ConditionalBatchNorm(AbstractBatchNorm):
    """y = weight[label]·(x − mean)/√(var + ε) + bias[label], mean and variance as in `BatchNorm`.

    Source: Dumoulin, Shlens, Kudlur 2017 (arXiv 1610.07629), equation 5, for instance statistics; for batch statistics
    de Vries et al. 2017 (arXiv 1707.00683), and for generators Miyato and Koyama 2018 (arXiv 1802.05637), section 5.
    """

    name = "conditional_batch_norm"

    classes: int = param(attrs.NOTHING, "How many classes there are.", validator=COUNT)
    epsilon: float = param(1e-5, "Added to the variance.", validator=POSITIVE)
    momentum: float = param(0.1, "How fast the running statistics follow.", validator=Range(0, 1, low_open=True))

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, ones, and `bias`, zeros, `(classes, channels)`."""
        table = (self.classes, channels_of(self, shape))
        starts = {"weight": "ones", "bias": "zeros"}
        return {name: ParameterSpec(table, start, elementwise=True) for name, start in starts.items()}
