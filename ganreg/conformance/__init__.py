"""The conformance kit: an implementation held against the reference."""

from ganreg.conformance.case import Case
from ganreg.conformance.checks import iter_checks
from ganreg.conformance.result import Check, Result
from ganreg.conformance.tolerance import Comparison

__all__ = ["Case", "Check", "Comparison", "Result", "iter_checks"]
