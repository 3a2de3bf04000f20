"""Labels beside the rows of a batch."""

from typing import Any

Array = Any


def repeated(labels: Array | None, n: int, xp: Any) -> Array | None:
    """Labels for `n` rows: those given, again and again."""
    if labels is None or len_of(labels) == n:
        return labels
    return xp.concat([labels] * (n // len_of(labels)))


def len_of(x: Array) -> int:
    """The number of samples in a batch."""
    return int(x.shape[0])
