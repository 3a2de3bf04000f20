"""Batch normalisation in training, with a scale and shift for each class."""

from collections.abc import Sequence

import numpy as np

from ganreg_reference.layers.abstract import Array, Weights
from ganreg_reference.layers.batch_norm import BatchNorm, over_pixels, per_channel
from ganreg_reference.layers.conditional import known


class ConditionalBatchNorm(BatchNorm):
    """y = γ[l]·u + β[l] for samples of class l, u as in `BatchNorm`; γ and β are tables `(classes, channels)`.

    Source: de Vries et al. 2017 (arXiv 1707.00683); Dumoulin, Shlens, Kudlur 2017 (arXiv 1610.07629), equation 5.
    """

    def for_each(self, name: str, weights: Weights, xs: Array, labels: Array | None) -> Array:
        """γ or β of each number: that of its sample's class and of its channel."""
        return per_channel(np.array([weights[name][label] for label in self._known(labels, len(xs))]), xs)

    def gathered(self, each: Array, weight: Array, labels: Array | None) -> Array:
        """γ̄ or β̄: each row is the sum over the samples of that class, and their pixels."""
        rows = over_pixels(each)
        table = np.zeros(weight.shape, rows.dtype)
        for label, row in zip(self._known(labels, len(rows)), rows, strict=True):
            table[label] += row
        return table

    def _known(self, labels: Array | None, n: int) -> Sequence[int]:
        return [known(self.layer, label) for label in ([None] * n if labels is None else labels)]
