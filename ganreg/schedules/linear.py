"""A number that moves in a straight line."""

import attrs

from ganreg.params import COUNT, FINITE, Range, param
from ganreg.schedules.abstract import AbstractSchedule


@attrs.frozen(kw_only=True)
class Linear(AbstractSchedule):
    """start + (end − start)·s with s = (t − begin)/over, held within [0, 1]: `end` from update `begin + over` on.

    The WGAN-GP authors let the learning rate of their ResNet fall like this from 2e-4 to 0.
    """

    name = "linear"

    start: float = param(attrs.NOTHING, "The number at first.", validator=FINITE)
    end: float = param(attrs.NOTHING, "The number at last.", validator=FINITE)
    over: int = param(attrs.NOTHING, "How long the way takes.", unit="updates", validator=COUNT)
    begin: int = param(0, "How long the first number is held.", unit="updates", validator=Range(0, integer=True))

    def share(self, update: int) -> float:
        """How much of the way lies behind, in [0, 1]."""
        return min(max((update - self.begin) / self.over, 0.0), 1.0)

    def __call__(self, update: int) -> float:
        """The number at an update."""
        return self.start + (self.end - self.start) * self.share(update)

    def extremes(self) -> tuple[float, float]:
        """`start` and `end`."""
        return self.start, self.end
