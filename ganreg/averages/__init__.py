"""Averages of the generator over its updates, one kind per file."""

from ganreg.averages.abstract import AbstractAverage
from ganreg.averages.ema import EMA

__all__ = ["EMA", "AbstractAverage"]
