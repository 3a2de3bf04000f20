"""The contract of a schedule: a number as a function of time."""

from abc import abstractmethod
from typing import ClassVar

from ganreg.component import Component


class AbstractSchedule(Component):
    """A number that changes while training: a learning rate, a penalty's weight, a noise's size, `n_critic`.

    Time is counted from 0: in updates of the player that the number belongs to (those of the critic for a constraint),
    and in generator iterations for `n_critic`.
    """

    kind: ClassVar[str] = "schedule"

    @abstractmethod
    def __call__(self, update: int) -> float:
        """The number for update 0, 1, 2, …"""

    @abstractmethod
    def extremes(self) -> tuple[float, float]:
        """Two numbers between which all of them lie; a parameter that takes a schedule must accept both."""
