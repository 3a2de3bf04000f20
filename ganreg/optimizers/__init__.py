"""Optimizers: pure update rules, one per file."""

from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.optimizers.adam import Adam
from ganreg.optimizers.rmsprop import RMSProp
from ganreg.optimizers.sgd import SGD

__all__ = ["SGD", "AbstractOptimizer", "Adam", "RMSProp"]
