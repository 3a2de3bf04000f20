"""Layer normalisation over all numbers of one sample."""

from collections.abc import Sequence
from typing import Any

from ganreg_reference.layers.abstract import Array
from ganreg_reference.layers.sample_norm import AbstractSampleNorm


class LayerNorm(AbstractSampleNorm):
    """y = γ·u + β, u normalised over the whole sample; each number has a γ and a β of its own.

    Source: Ba, Kiros, Hinton 2016 (arXiv 1607.06450), equation 3, for y.
    """

    def sets(self, x: Array) -> Sequence[Any]:
        """One set: the sample."""
        return [...]

    def for_each(self, weight: Array, x: Array) -> Array:
        """The array itself."""
        return weight

    def gathered(self, each: Array) -> Array:
        """The array itself."""
        return each
