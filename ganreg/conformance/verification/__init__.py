"""A verdict on anyone's function: a penalty, a loss, a clip, an optimizer, a training step."""

from ganreg.conformance.verification.verify import verify
from ganreg.conformance.verification.verdict import Mistake, Verdict

__all__ = ["Mistake", "Verdict", "verify"]
