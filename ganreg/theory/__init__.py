"""What is known of training GANs, measured with ganreg's own engines."""

from ganreg.theory.claims import measured, protocol
from ganreg.theory.dirac import DiracGAN, dirac
from ganreg.theory.verdict import Verdict

__all__ = ["DiracGAN", "Verdict", "dirac", "measured", "protocol"]
