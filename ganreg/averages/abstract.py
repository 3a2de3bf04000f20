"""The contract of an average of the generator: a formula for one array."""

from abc import abstractmethod
from typing import Any, ClassVar

import attrs

from ganreg.component import Component
from ganreg.state import Parameters, map_parameters

Array = Any


@attrs.frozen(kw_only=True)
class AbstractAverage(Component):
    """An average of the generator's parameters, made after each of its updates; no gradient ever depends on it.

    It starts as the parameters before the first update, and is part of the generator's state. Buffers are not averaged:
    beside the average stand the generator's present ones, such as batch norm's running statistics.
    """

    kind: ClassVar[str] = "average"

    def updated(self, average: Parameters, params: Parameters, update: int, xp: Any) -> Parameters:
        """The average after an update of the generator.

        Args:
            average: what it was before.
            params: the generator's parameters after the update, of the same names.
            update: which one, counted from 0.
            xp: the array namespace.
        """
        averaged: Parameters = map_parameters(lambda a, p: self.average(a, p, update, xp), average, params)
        return averaged

    @abstractmethod
    def average(self, average: Array, param: Array, update: int, xp: Any) -> Array:
        """The formula for one array: the new average after update 0, 1, 2, …"""
