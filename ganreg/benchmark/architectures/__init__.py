"""Random architectures on the grid of 25 Gaussians: for how many does a method work with one and the same setting?"""

from ganreg.benchmark.architectures.architecture import Architecture
from ganreg.benchmark.architectures.method import Method
from ganreg.benchmark.architectures.methods import METHODS, method_named
from ganreg.benchmark.architectures.outcome import Outcome
from ganreg.benchmark.architectures.perceptron import Perceptron
from ganreg.benchmark.architectures.quality import Quality
from ganreg.benchmark.architectures.record import Record
from ganreg.benchmark.architectures.settings import COUNT, HEADLINE, ITERATIONS, PUBLISHED, THRESHOLDS
from ganreg.benchmark.architectures.tally import Tally, succeeding
from ganreg.benchmark.architectures.trials import trials

__all__ = [
    "COUNT",
    "HEADLINE",
    "ITERATIONS",
    "METHODS",
    "PUBLISHED",
    "THRESHOLDS",
    "Architecture",
    "Method",
    "Outcome",
    "Perceptron",
    "Quality",
    "Record",
    "Tally",
    "method_named",
    "succeeding",
    "trials",
]
