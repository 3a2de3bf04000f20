"""Metrics: of samples beside real ones, and of training. One per file."""

from ganreg.metrics.abstract import AbstractMetric, AbstractSampleMetric, Scores
from ganreg.metrics.classes import Classes
from ganreg.metrics.evaluation import Score, evaluate
from ganreg.metrics.modes import HasModes, Modes
from ganreg.metrics.perfect import Perfect
from ganreg.metrics.reals import Reals
from ganreg.metrics.view import View

__all__ = [
    "AbstractMetric",
    "AbstractSampleMetric",
    "Classes",
    "HasModes",
    "Modes",
    "Perfect",
    "Reals",
    "Score",
    "Scores",
    "View",
    "evaluate",
]
