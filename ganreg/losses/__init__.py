"""Losses: one game per file."""

from ganreg.losses.abstract import AbstractLoss
from ganreg.losses.minimax import Minimax
from ganreg.losses.non_saturating import NonSaturating
from ganreg.losses.wasserstein import Wasserstein

__all__ = ["AbstractLoss", "Minimax", "NonSaturating", "Wasserstein"]
