"""The WGAN code's number of critic updates."""

import attrs

from ganreg.params import COUNT, Range, param
from ganreg.schedules.abstract import AbstractSchedule


@attrs.frozen(kw_only=True)
class Bursts(AbstractSchedule):
    """Many critic updates in the first iterations and now and then later, few otherwise.

    The defaults are those of the WGAN authors' code: 100 updates in the first 25 iterations and in every 500th.

    Source: martinarjovsky/WassersteinGAN, main.py and README (the paper does not mention it).
    """

    name = "bursts"

    steps: int = param(5, "Critic updates in an ordinary iteration.", validator=COUNT)
    burst: int = param(100, "Critic updates in a burst.", validator=COUNT)
    first: int = param(25, "The number of iterations at the start that are bursts.", validator=Range(0, integer=True))
    every: int = param(500, "Every so many iterations there is a burst.", validator=COUNT)

    def __call__(self, update: int) -> int:
        """`burst` in the first iterations and at every multiple of `every`, `steps` otherwise."""
        return self.burst if update < self.first or update % self.every == 0 else self.steps

    def extremes(self) -> tuple[float, float]:
        """`steps` and `burst`."""
        return self.steps, self.burst
