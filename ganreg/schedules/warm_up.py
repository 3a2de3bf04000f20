"""A number that grows from nothing."""

from typing import Any

import attrs

from ganreg.params import COUNT, FINITE, param
from ganreg.schedules.abstract import AbstractSchedule


@attrs.frozen(kw_only=True)
class WarmUp(AbstractSchedule):
    """value·min(1, (t + 1)/over): the first update has 1/over of the number, update `over − 1` and later all of it.

    The number may follow a schedule of its own, whose time is counted from 0 too.

    Source: Goyal et al. 2017 (arXiv 1706.02677), section 2.2, gradual warmup.
    """

    name = "warm_up"

    value: Any = param(attrs.NOTHING, "The number that is reached.", validator=FINITE, schedulable=True)
    over: int = param(attrs.NOTHING, "How long it takes.", unit="updates", validator=COUNT)

    def __call__(self, update: int) -> float:
        """The number at an update."""
        full: float = self.value(update) if isinstance(self.value, AbstractSchedule) else self.value
        return full * min(1.0, (update + 1) / self.over)

    def extremes(self) -> tuple[float, float]:
        """Those of the number, and the same at the first update where that is nearer to 0 or beyond."""
        ends = self.value.extremes() if isinstance(self.value, AbstractSchedule) else (self.value, self.value)
        reached = [*ends, *(end / self.over for end in ends)]
        return min(reached), max(reached)
