"""Oracles of the optimizers: the published update rules, array by array, nothing rearranged; one per file.

An oracle is made from a component, of which only the parameters are read. Moments have the names that checkpoints hold.
"""

from ganreg_reference.optimizers.adam import Adam
from ganreg_reference.optimizers.adamw import AdamW
from ganreg_reference.optimizers.amsgrad import AMSGrad
from ganreg_reference.optimizers.nesterov import Nesterov
from ganreg_reference.optimizers.optimistic import Optimistic
from ganreg_reference.optimizers.optimistic_adam import OptimisticAdam
from ganreg_reference.optimizers.rmsprop import RMSProp
from ganreg_reference.optimizers.sgd import SGD

__all__ = ["SGD", "AMSGrad", "Adam", "AdamW", "Nesterov", "Optimistic", "OptimisticAdam", "RMSProp"]
