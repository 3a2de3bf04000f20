"""Oracles of the constraints, one per file.

An oracle is made from a component, of which only the parameters are read. Gradient penalties are functions of the
norms `(n,)` of the critic's gradients at their points.
"""

from ganreg_reference.constraints.clip import Clip
from ganreg_reference.constraints.dragan import Dragan
from ganreg_reference.constraints.gradient_penalty import GradientPenalty
from ganreg_reference.constraints.max_penalty import MaxGradientPenalty
from ganreg_reference.constraints.one_sided import OneSidedGradientPenalty
from ganreg_reference.constraints.r1 import R1
from ganreg_reference.constraints.r2 import R2
from ganreg_reference.constraints.sobolev import Sobolev
from ganreg_reference.constraints.wgan_div import WGANDiv
from ganreg_reference.constraints.zero_centred import ZeroCentred

__all__ = [
    "R1",
    "R2",
    "Clip",
    "Dragan",
    "GradientPenalty",
    "MaxGradientPenalty",
    "OneSidedGradientPenalty",
    "Sobolev",
    "WGANDiv",
    "ZeroCentred",
]
