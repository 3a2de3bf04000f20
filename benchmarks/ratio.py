"""Medians, and ratios pair by pair."""

from collections.abc import Sequence
from statistics import median
from typing import Self

import attrs


@attrs.frozen
class Ratio:
    """How many times as long one takes as another: the median over rounds, the least and the greatest.

    >>> Ratio.of([4.0, 6.0, 4.0], [2.0, 2.0, 1.0])
    Ratio(median=3.0, least=2.0, greatest=4.0)
    """

    median: float
    least: float
    greatest: float

    @classmethod
    def of(cls, above: Sequence[float], below: Sequence[float]) -> Self:
        """The ratios of two series that took turns, round by round."""
        ratios = [a / b for a, b in zip(above, below, strict=True)]
        return cls(median(ratios), min(ratios), max(ratios))
