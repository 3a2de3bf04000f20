"""Norms of one sample's gradient, with the pull-back that a penalty's derivative needs, one per file."""

from ganreg.constraints.norms.abstract import AbstractNorm
from ganreg.constraints.norms.euclidean import Euclidean
from ganreg.constraints.norms.field import norm_param
from ganreg.constraints.norms.l1 import L1
from ganreg.constraints.norms.linf import LInf
from ganreg.constraints.norms.lp import Lp

__all__ = ["L1", "AbstractNorm", "Euclidean", "LInf", "Lp", "norm_param"]
