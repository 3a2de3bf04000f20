"""Constraints: what keeps a critic regular, one per file."""

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractGradientPenalty,
    AbstractPenalty,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.clip import Clip
from ganreg.constraints.gradient_penalty import GradientPenalty
from ganreg.constraints.none import NoConstraint
from ganreg.constraints.norms import AbstractNorm, Euclidean
from ganreg.constraints.orthogonal import Orthogonal
from ganreg.constraints.points import AbstractPointSet, Fake, Interpolates, Real, points_param
from ganreg.constraints.spectral_norm import SpectralNorm

__all__ = [
    "AbstractConstraint",
    "AbstractGradientPenalty",
    "AbstractNorm",
    "AbstractPenalty",
    "AbstractPointSet",
    "AbstractProjection",
    "AbstractReparametrisation",
    "AbstractScorePenalty",
    "AbstractWeightPenalty",
    "Clip",
    "Euclidean",
    "Fake",
    "GradientPenalty",
    "Interpolates",
    "NoConstraint",
    "Orthogonal",
    "Real",
    "SpectralNorm",
    "points_param",
]
