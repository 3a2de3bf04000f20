"""Oracles of the losses: sums over samples, one score at a time, and their derivatives by hand.

An oracle is made from a component, of which only the parameters are read. Scores are logits: `real` has shape `(n,)`,
`fake` has `(m,)`.
"""

from ganreg_reference.losses.cramer import Cramer
from ganreg_reference.losses.f_gan import FGan
from ganreg_reference.losses.hinge import Hinge
from ganreg_reference.losses.least_squares import LeastSquares
from ganreg_reference.losses.minimax import Minimax
from ganreg_reference.losses.mmd import MMD
from ganreg_reference.losses.non_saturating import NonSaturating
from ganreg_reference.losses.relativistic import Relativistic
from ganreg_reference.losses.relativistic_average import RelativisticAverage
from ganreg_reference.losses.sinkhorn import Sinkhorn
from ganreg_reference.losses.wasserstein import Wasserstein

__all__ = [
    "MMD",
    "Cramer",
    "FGan",
    "Hinge",
    "LeastSquares",
    "Minimax",
    "NonSaturating",
    "Relativistic",
    "RelativisticAverage",
    "Sinkhorn",
    "Wasserstein",
]
