"""How many critic updates precede each generator update."""

from abc import abstractmethod
from typing import Any, ClassVar

import attrs

from ganreg.component import Component
from ganreg.params import COUNT, Range, param
from ganreg.registry import registry


class AbstractSchedule(Component):
    """A whole number as a function of the generator iteration."""

    kind: ClassVar[str] = "schedule"

    @abstractmethod
    def __call__(self, iteration: int) -> int:
        """The number for generator iteration 0, 1, 2, …"""


@attrs.frozen
class Constant(AbstractSchedule):
    """The same number always."""

    name = "constant"

    steps: int = param(5, "Critic updates per generator update.", validator=COUNT)

    def __call__(self, iteration: int) -> int:
        """`steps`."""
        return self.steps


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

    def __call__(self, iteration: int) -> int:
        """`burst` in the first iterations and at every multiple of `every`, `steps` otherwise."""
        return self.burst if iteration < self.first or iteration % self.every == 0 else self.steps


def as_schedule(value: Any) -> AbstractSchedule:
    """A schedule from an integer, a name, a mapping or a schedule."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Constant(value)
    resolved: AbstractSchedule = registry().resolve("schedule", value)
    return resolved
