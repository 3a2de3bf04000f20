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
from ganreg.constraints.dragan import Dragan
from ganreg.constraints.gradient_penalty import GradientPenalty
from ganreg.constraints.max_penalty import MaxGradientPenalty
from ganreg.constraints.none import NoConstraint
from ganreg.constraints.norms import L1, AbstractNorm, Euclidean, LInf, Lp, norm_param
from ganreg.constraints.one_sided import OneSidedGradientPenalty
from ganreg.constraints.orthogonal import Orthogonal
from ganreg.constraints.points import (
    AbstractPointSet,
    Fake,
    Interpolates,
    PerturbedReal,
    Real,
    RealAndFake,
    points_param,
)
from ganreg.constraints.r1 import R1
from ganreg.constraints.r2 import R2
from ganreg.constraints.sobolev import Sobolev
from ganreg.constraints.spectral_norm import SpectralNorm
from ganreg.constraints.wgan_div import WGANDiv
from ganreg.constraints.zero_centred import ZeroCentred

__all__ = [
    "L1",
    "R1",
    "R2",
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
    "Dragan",
    "Euclidean",
    "Fake",
    "GradientPenalty",
    "Interpolates",
    "LInf",
    "Lp",
    "MaxGradientPenalty",
    "NoConstraint",
    "OneSidedGradientPenalty",
    "Orthogonal",
    "PerturbedReal",
    "Real",
    "RealAndFake",
    "Sobolev",
    "SpectralNorm",
    "WGANDiv",
    "ZeroCentred",
    "norm_param",
    "points_param",
]
