"""The conformance kit: an implementation held against the reference."""

from ganreg.conformance.case import Case
from ganreg.conformance.checks import case_checks
from ganreg.conformance.kit import iter_checks
from ganreg.conformance.parametrised import parametrize_with_checks
from ganreg.conformance.report import Report
from ganreg.conformance.result import Check, Result
from ganreg.conformance.tolerance import Comparison
from ganreg.conformance.verification import Verdict, verify

__all__ = [
    "Case",
    "Check",
    "Comparison",
    "Report",
    "Result",
    "Verdict",
    "case_checks",
    "iter_checks",
    "parametrize_with_checks",
    "verify",
]
