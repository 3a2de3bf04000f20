"""Data: toy distributions, bundled digits, arrays and files."""

from ganreg.data.abstract import AbstractData
from ganreg.data.array import ArraySource
from ganreg.data.digits import Digits
from ganreg.data.distribution import AbstractDistribution, DistributionSource
from ganreg.data.gaussian import Gaussian
from ganreg.data.given import as_source, describe_source
from ganreg.data.grid import Grid
from ganreg.data.parallel_lines import ParallelLines
from ganreg.data.ring import Ring
from ganreg.data.scaling import Scaling
from ganreg.data.source import AbstractSource
from ganreg.data.stacked_digits import StackedDigits
from ganreg.data.swiss_roll import SwissRoll

__all__ = [
    "AbstractData",
    "AbstractDistribution",
    "AbstractSource",
    "ArraySource",
    "Digits",
    "DistributionSource",
    "Gaussian",
    "Grid",
    "ParallelLines",
    "Ring",
    "Scaling",
    "StackedDigits",
    "SwissRoll",
    "as_source",
    "describe_source",
]
