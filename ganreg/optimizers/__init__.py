"""Optimizers: pure update rules, one per file."""

from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.optimizers.adam import Adam
from ganreg.optimizers.adamw import AdamW
from ganreg.optimizers.adaptive_moments import AbstractAdaptiveMoments
from ganreg.optimizers.amsgrad import AMSGrad
from ganreg.optimizers.momentum import Momentum
from ganreg.optimizers.nesterov import Nesterov
from ganreg.optimizers.optimistic import Optimistic
from ganreg.optimizers.optimistic_adam import OptimisticAdam
from ganreg.optimizers.rmsprop import RMSProp
from ganreg.optimizers.sgd import SGD

__all__ = [
    "SGD",
    "AMSGrad",
    "AbstractAdaptiveMoments",
    "AbstractOptimizer",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "Optimistic",
    "OptimisticAdam",
    "RMSProp",
]
