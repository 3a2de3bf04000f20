"""How many architectures succeed: the paper's table."""

from collections.abc import Mapping
from typing import Self

import attrs

Scores = Mapping[int, float]
"""By architecture."""


def succeeding(scores: Scores, threshold: float) -> int:
    """How many architectures reach a threshold."""
    return sum(score >= threshold for score in scores.values())


@attrs.frozen(kw_only=True)
class Tally:
    """Of the architectures tried under two methods, how many succeed under which.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), table 2.
    """

    threshold: float
    only_one: int
    only_other: int
    both: int
    none: int

    @classmethod
    def of(cls, one: Scores, other: Scores, threshold: float) -> Self:
        """Count those that have a score under both."""
        pairs = [(one[index] >= threshold, other[index] >= threshold) for index in one.keys() & other.keys()]
        return cls(
            threshold=threshold,
            only_one=pairs.count((True, False)),
            only_other=pairs.count((False, True)),
            both=pairs.count((True, True)),
            none=pairs.count((False, False)),
        )
