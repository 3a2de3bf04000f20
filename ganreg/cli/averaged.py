"""The average of a generator, in words: samples come from it, and at first it is mostly what nobody has trained."""

from typing import Any

import numpy as np

from ganreg.gan import GAN

NOTABLE = 0.05
"""The share of the untrained generator from which on it is worth a word."""


def start_share(average: Any, updates: int) -> float:
    """How much of an average is still the generator before its first update; 0 where that is little.

    >>> from ganreg.averages import EMA
    >>> round(start_share(EMA(decay=0.9), 10), 4), 0.9**10 > 0.3486, start_share(EMA(decay=0.9), 10**6)
    (0.3487, True, 0.0)
    """
    share = np.float64(1)
    for update in range(updates):
        share = average.average(share, np.float64(0), update, np)
        if share < NOTABLE:
            return 0.0
    return float(share)


def about_average(gan: GAN) -> list[str]:
    """What to know of samples from the average; nothing where there is none."""
    if gan.recipe.average is None:
        return []
    share = start_share(gan.recipe.average, gan.iterations)
    untrained = f"{share:.0%} of it is still the untrained generator: train longer, or --set average.warm_up=true"
    return ["is what samples come from; ganreg sample --present takes the generator as it stands"] + [untrained] * (
        share > 0
    )
