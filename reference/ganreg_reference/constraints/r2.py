"""R2."""

from ganreg_reference.constraints.r1 import R1


class R2(R1):
    """(γ/2)·E‖∇f(x̃)‖² over generated samples: the same function of the norms.

    Source: Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), equation 10.
    """

    points = ("fake",)
