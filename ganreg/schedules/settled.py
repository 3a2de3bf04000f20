"""A component as it stands at one moment: schedules in its fields replaced by their numbers."""

from copy import copy
from functools import cache
from typing import Any, TypeVar

import attrs

from ganreg.errors import ParameterError
from ganreg.params import COUNT
from ganreg.registry import registry
from ganreg.schedules.abstract import AbstractSchedule
from ganreg.schedules.constant import Constant

Settled = TypeVar("Settled")


def settled(component: Settled, update: int) -> Settled:
    """The component with the numbers that its schedules have at an update; itself if it has none."""
    cls: Any = type(component)
    values = {name: getattr(component, name) for name in _schedulable(cls)}
    moving = {name: value(update) for name, value in values.items() if isinstance(value, AbstractSchedule)}
    return replaced(component, **moving) if moving else component


def replaced(component: Settled, **values: Any) -> Settled:
    """The component with fields that its own validators need not accept: a learning rate of 0, a backend's array."""
    moved = copy(component)
    for name, value in values.items():
        object.__setattr__(moved, name, value)
    return moved


@cache
def _schedulable(cls: Any) -> tuple[str, ...]:
    """The names of the fields that take schedules."""
    return tuple(field.name for field in attrs.fields(cls) if field.metadata.get("schedulable"))


def as_counts(value: Any) -> AbstractSchedule:
    """A schedule of whole numbers ≥ 1, from an integer, a name, a mapping or a schedule; its fractions are rounded."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Constant(value)
    if isinstance(value, float):
        raise ParameterError(f"{value!r} is no number of updates: expected {COUNT.describe()}, or a schedule of such.")
    schedule: AbstractSchedule = registry().resolve("schedule", value)
    for end in schedule.extremes():
        if not COUNT.accepts(end):
            raise ParameterError(f"{schedule!r} reaches {end!r}, expected {COUNT.describe()} at both ends.")
    return schedule


def count_at(schedule: AbstractSchedule, iteration: int) -> int:
    """The whole number of a schedule of `as_counts` at an iteration."""
    return round(schedule(iteration))
