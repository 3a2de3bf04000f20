"""Toy worlds: small data sets whose every mode is known, and a training that learns each of them in minutes.

The set-ups are our own and no paper's, which is why they are not among the recipes of `ganreg.build(recipe=…)`.
"""

from ganreg.benchmark.worlds.digits import DIGITS
from ganreg.benchmark.worlds.goal import Goal
from ganreg.benchmark.worlds.grid import GRID
from ganreg.benchmark.worlds.outcome import Outcome
from ganreg.benchmark.worlds.published import Published
from ganreg.benchmark.worlds.record import Record
from ganreg.benchmark.worlds.ring import RING
from ganreg.benchmark.worlds.stacked_digits import STACKED_DIGITS
from ganreg.benchmark.worlds.training import AbstractTraining, RelativisticTraining, WassersteinTraining
from ganreg.benchmark.worlds.trials import trials
from ganreg.benchmark.worlds.world import World

WORLDS = {world.name: world for world in (RING, GRID, DIGITS, STACKED_DIGITS)}
"""All of them, by name."""

__all__ = [
    "DIGITS",
    "GRID",
    "RING",
    "STACKED_DIGITS",
    "WORLDS",
    "AbstractTraining",
    "Goal",
    "Outcome",
    "Published",
    "Record",
    "RelativisticTraining",
    "WassersteinTraining",
    "World",
    "trials",
]
