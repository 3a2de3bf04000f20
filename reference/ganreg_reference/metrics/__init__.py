"""The oracles of metrics: loops over samples, each as its paper has it."""

from ganreg_reference.metrics.features import KID, MMD, Frechet
from ganreg_reference.metrics.modes import Classes, InceptionScore, Modes
from ganreg_reference.metrics.neighbours import DensityCoverage, NearestNeighbour, PrecisionRecall
from ganreg_reference.metrics.training import Clipped, Depth, Slopes
from ganreg_reference.metrics.transport import W1, SlicedW1

__all__ = [
    "KID",
    "MMD",
    "W1",
    "Classes",
    "Clipped",
    "DensityCoverage",
    "Depth",
    "Frechet",
    "InceptionScore",
    "Modes",
    "NearestNeighbour",
    "PrecisionRecall",
    "SlicedW1",
    "Slopes",
]
