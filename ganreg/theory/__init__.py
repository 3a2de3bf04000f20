"""What is known of training GANs, measured with ganreg's own engines, and exact distances to compare with."""

from ganreg.theory.claims import measured, protocol
from ganreg.theory.dirac import DiracGAN, dirac
from ganreg.theory.gaussians import w2_of_gaussians
from ganreg.theory.kantorovich import Potential, kantorovich_rubinstein
from ganreg.theory.line import w1_of_cdfs, w1_on_line
from ganreg.theory.transport import OptimalTransport, transport
from ganreg.theory.verdict import Verdict

__all__ = [
    "DiracGAN",
    "OptimalTransport",
    "Potential",
    "Verdict",
    "dirac",
    "kantorovich_rubinstein",
    "measured",
    "protocol",
    "transport",
    "w1_of_cdfs",
    "w1_on_line",
    "w2_of_gaussians",
]
