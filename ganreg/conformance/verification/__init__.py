"""A verdict on anyone's function: a penalty, a loss, a clip, an optimizer, a training step."""

from ganreg.conformance.verification.verdict import Mistake, Verdict
from ganreg.conformance.verification.verify import verify

__all__ = ["Mistake", "Verdict", "verify"]
