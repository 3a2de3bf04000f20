"""Constraints: what keeps a critic regular, one per file."""

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractGradientPenalty,
    AbstractInputTransform,
    AbstractPenalty,
    AbstractProjection,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.augmented import Augmented
from ganreg.constraints.clip import Clip
from ganreg.constraints.consistency import Consistency
from ganreg.constraints.exchanged import Exchanged
from ganreg.constraints.flipped_shifted import FlippedShifted
from ganreg.constraints.gradient_penalty import GradientPenalty
from ganreg.constraints.instance_noise import InstanceNoise
from ganreg.constraints.jittered import Jittered
from ganreg.constraints.lecam import LeCam
from ganreg.constraints.none import NoConstraint
from ganreg.constraints.norms import AbstractNorm, Euclidean
from ganreg.constraints.points import AbstractPointSet, Fake, Interpolates, Real, points_param

__all__ = [
    "AbstractConstraint",
    "AbstractGradientPenalty",
    "AbstractInputTransform",
    "AbstractNorm",
    "AbstractPenalty",
    "AbstractPointSet",
    "AbstractProjection",
    "AbstractScorePenalty",
    "AbstractWeightPenalty",
    "Augmented",
    "Clip",
    "Consistency",
    "Euclidean",
    "Exchanged",
    "Fake",
    "FlippedShifted",
    "GradientPenalty",
    "InstanceNoise",
    "Interpolates",
    "Jittered",
    "LeCam",
    "NoConstraint",
    "Real",
    "points_param",
]
