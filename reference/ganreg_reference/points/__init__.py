"""Oracles of the point sets, one per file, one sample at a time."""

from ganreg_reference.points.fake import Fake
from ganreg_reference.points.interpolates import Interpolates
from ganreg_reference.points.perturbed_real import PerturbedReal
from ganreg_reference.points.real import Real
from ganreg_reference.points.real_and_fake import RealAndFake

__all__ = ["Fake", "Interpolates", "PerturbedReal", "Real", "RealAndFake"]
