"""Point sets: where a penalty looks at the critic, one per file.

A point set says which random numbers it needs (`draw`) and how points come from the real and the fake batch and those
numbers (`points`). The two are separate so that every backend can be given the same numbers.
"""

from ganreg.constraints.points.abstract import AbstractPointSet, points_param
from ganreg.constraints.points.augmented import Augmented
from ganreg.constraints.points.exchanged import Exchanged
from ganreg.constraints.points.fake import Fake
from ganreg.constraints.points.flipped_shifted import FlippedShifted
from ganreg.constraints.points.interpolates import Interpolates
from ganreg.constraints.points.jittered import Jittered
from ganreg.constraints.points.perturbed_real import PerturbedReal
from ganreg.constraints.points.real import Real
from ganreg.constraints.points.real_and_fake import RealAndFake

__all__ = [
    "AbstractPointSet",
    "Augmented",
    "Exchanged",
    "Fake",
    "FlippedShifted",
    "Interpolates",
    "Jittered",
    "PerturbedReal",
    "Real",
    "RealAndFake",
    "points_param",
]
