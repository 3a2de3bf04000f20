"""Normalisation over groups of one sample's channels."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ganreg_reference.layers.abstract import Array
from ganreg_reference.layers.sample_norm import AbstractSampleNorm


class GroupNorm(AbstractSampleNorm):
    """y = γ·u + β, u normalised over each group of consecutive channels with their pixels; a γ and a β per channel.

    Source: Wu and He 2018 (arXiv 1803.08494), equations 1, 2, 6 and 7, for y.
    """

    def sets(self, x: Array) -> Sequence[Any]:
        """The groups: channels 0 to m − 1, m to 2m − 1, …."""
        m = len(x) // self.layer.groups
        return [slice(group * m, (group + 1) * m) for group in range(self.layer.groups)]

    def for_each(self, weight: Array, x: Array) -> Array:
        """That of its channel."""
        return weight.reshape(-1, *[1] * (x.ndim - 1))

    def gathered(self, each: Array) -> Array:
        """The sum over each channel's pixels."""
        return np.array([np.sum(channel) for channel in each])
