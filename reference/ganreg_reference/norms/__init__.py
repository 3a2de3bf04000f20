"""Oracles of the norms of one sample's gradient, one per file."""

from ganreg_reference.norms.euclidean import Euclidean
from ganreg_reference.norms.l1 import L1
from ganreg_reference.norms.linf import LInf
from ganreg_reference.norms.lp import Lp

__all__ = ["L1", "Euclidean", "LInf", "Lp"]
