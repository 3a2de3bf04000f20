"""A number that stays."""

import attrs

from ganreg.params import FINITE, param
from ganreg.schedules.abstract import AbstractSchedule


@attrs.frozen
class Constant(AbstractSchedule):
    """The same number always."""

    name = "constant"

    value: float = param(attrs.NOTHING, "The number.", validator=FINITE)

    def __call__(self, update: int) -> float:
        """`value`."""
        return self.value

    def extremes(self) -> tuple[float, float]:
        """`value`, twice."""
        return self.value, self.value
