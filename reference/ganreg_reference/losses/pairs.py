"""Which pairs of one batch a statistic of two samples compares."""


def pairs(n: int, unbiased: bool) -> list[tuple[int, int]]:
    """All (i, j) of n samples, without (i, i) if unbiased.

    >>> pairs(2, unbiased=True)
    [(0, 1), (1, 0)]
    """
    return [(i, j) for i in range(n) for j in range(n) if not unbiased or i != j]
