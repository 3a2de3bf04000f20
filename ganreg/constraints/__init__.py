"""Constraints: what keeps a critic regular, one per file."""

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractPenalty,
    AbstractProjection,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.clip import Clip
from ganreg.constraints.consistency_term import ConsistencyTerm
from ganreg.constraints.gradient_penalty import GradientPenalty
from ganreg.constraints.none import NoConstraint
from ganreg.constraints.norms import AbstractNorm, Euclidean
from ganreg.constraints.points import AbstractPointSet, Fake, Interpolates, Real, points_param

__all__ = [
    "AbstractConstraint",
    "AbstractFeaturePenalty",
    "AbstractGradientPenalty",
    "AbstractNorm",
    "AbstractPenalty",
    "AbstractPointSet",
    "AbstractProjection",
    "AbstractScorePenalty",
    "AbstractWeightPenalty",
    "Clip",
    "ConsistencyTerm",
    "Euclidean",
    "Fake",
    "GradientPenalty",
    "Interpolates",
    "NoConstraint",
    "Real",
    "points_param",
]
