"""The logistic function."""

import attrs

from ganreg.networks.layers.abstract import AbstractLayer


@attrs.frozen
class Sigmoid(AbstractLayer):
    """y = 1/(1 + exp(−x)), without overflow.

    For the last layer of a generator of data in [0, 1]. Critics give logits: no sigmoid ends them.
    """

    name = "sigmoid"
