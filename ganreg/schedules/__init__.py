"""Schedules: numbers that change while training, one kind per file."""

from ganreg.schedules.abstract import AbstractSchedule
from ganreg.schedules.bursts import Bursts
from ganreg.schedules.constant import Constant
from ganreg.schedules.cosine import Cosine
from ganreg.schedules.linear import Linear
from ganreg.schedules.settled import as_counts, count_at, replaced, settled
from ganreg.schedules.warm_up import WarmUp

__all__ = [
    "AbstractSchedule",
    "Bursts",
    "Constant",
    "Cosine",
    "Linear",
    "WarmUp",
    "as_counts",
    "count_at",
    "replaced",
    "settled",
]
