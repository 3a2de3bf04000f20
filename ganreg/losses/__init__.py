"""Losses: one game per file."""

from ganreg.losses.abstract import AbstractLoss
from ganreg.losses.by_value import AbstractLossByValue
from ganreg.losses.cramer import Cramer
from ganreg.losses.f_gan import FGan
from ganreg.losses.hinge import Hinge
from ganreg.losses.kernel_distance import AbstractKernelDistance
from ganreg.losses.least_squares import LeastSquares
from ganreg.losses.minimax import Minimax
from ganreg.losses.mmd import MMD
from ganreg.losses.non_saturating import NonSaturating
from ganreg.losses.relativistic import Relativistic
from ganreg.losses.relativistic_average import RelativisticAverage
from ganreg.losses.sinkhorn import Sinkhorn
from ganreg.losses.wasserstein import Wasserstein

__all__ = [
    "MMD",
    "AbstractKernelDistance",
    "AbstractLoss",
    "AbstractLossByValue",
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
