"""Constraints: what keeps a critic regular, one per file."""

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractInputTransform,
    AbstractPenalty,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.constraints.clip import Clip
from ganreg.constraints.consistency import Consistency
from ganreg.constraints.consistency_term import ConsistencyTerm
from ganreg.constraints.dragan import Dragan
from ganreg.constraints.free_form import AbstractFreePenalty, AbstractScoreTransform
from ganreg.constraints.gradient_penalty import GradientPenalty
from ganreg.constraints.instance_noise import InstanceNoise
from ganreg.constraints.lecam import LeCam
from ganreg.constraints.max_penalty import MaxGradientPenalty
from ganreg.constraints.none import NoConstraint
from ganreg.constraints.norms import L1, AbstractNorm, Euclidean, LInf, Lp, norm_param
from ganreg.constraints.one_sided import OneSidedGradientPenalty
from ganreg.constraints.orthogonal import Orthogonal
from ganreg.constraints.points import (
    AbstractPointSet,
    Augmented,
    Exchanged,
    Fake,
    FlippedShifted,
    Interpolates,
    Jittered,
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
    "AbstractFeaturePenalty",
    "AbstractFreePenalty",
    "AbstractGradientPenalty",
    "AbstractInputTransform",
    "AbstractNorm",
    "AbstractPenalty",
    "AbstractPointSet",
    "AbstractProjection",
    "AbstractReparametrisation",
    "AbstractScorePenalty",
    "AbstractScoreTransform",
    "AbstractWeightPenalty",
    "Augmented",
    "Clip",
    "Consistency",
    "ConsistencyTerm",
    "Dragan",
    "Euclidean",
    "Exchanged",
    "Fake",
    "FlippedShifted",
    "GradientPenalty",
    "InstanceNoise",
    "Interpolates",
    "Jittered",
    "LInf",
    "LeCam",
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
