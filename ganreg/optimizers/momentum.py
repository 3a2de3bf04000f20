"""Gradient descent with momentum, unless told otherwise."""

import attrs

from ganreg.optimizers.sgd import SGD
from ganreg.params import Range, param


@attrs.frozen(kw_only=True)
class Momentum(SGD):
    """v ← μ·v + g;  θ ← θ − lr·v, with μ = 0.9: `sgd` with a momentum that need not be asked for.

    Source: Polyak 1964 (heavy ball), in the form of Sutskever et al. 2013, equations 1 and 2, with the learning rate
    outside the velocity.
    """

    name = "momentum"

    momentum: float = param(0.9, "The share μ of the past velocity.", validator=Range(0, 1, high_open=True))
