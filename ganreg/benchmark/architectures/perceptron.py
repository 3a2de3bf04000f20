"""One network of a random architecture."""

from collections.abc import Sequence
from typing import Self, TypeVar

import attrs

from ganreg.draws import HostStream
from ganreg.networks import Dense, Flatten, Head, LeakyReLU, ReLU, Sequential, Softplus, Tanh
from ganreg.networks.layers import AbstractLayer

ACTIVATIONS: dict[str, AbstractLayer] = {
    "relu": ReLU(),
    "leaky_relu": LeakyReLU(0.2),
    "softplus": Softplus(beta=2.0),
    "tanh": Tanh(),
}
"""The four of the paper. Its softplus(2x + 2)/2 − 1 is softplus(2x)/2 with other biases before and after it."""

DEPTHS = (2, 3, 4, 6)
WIDTHS = (32, 64)
STARTS = ("he", "glorot", "orthogonal")

Option = TypeVar("Option")


@attrs.frozen(kw_only=True)
class Perceptron:
    """`depth` hidden layers of `width` units: Dense, a normalisation if there is one, an activation; then a Head.

    Args:
        activation: a key of `ACTIVATIONS`.
        depth: hidden layers.
        width: units in each.
        normalised: whether each is normalised before its activation.
        init: how the hidden weights start.
    """

    activation: str
    depth: int
    width: int
    normalised: bool
    init: str

    @classmethod
    def drawn(cls, stream: HostStream) -> Self:
        """Each property independently of the others, all options alike."""
        return cls(
            activation=_one_of(tuple(ACTIVATIONS), stream),
            depth=_one_of(DEPTHS, stream),
            width=_one_of(WIDTHS, stream),
            normalised=_one_of((False, True), stream),
            init=_one_of(STARTS, stream),
        )

    def network(self, norm: AbstractLayer) -> Sequential:
        """The layers, with this normalisation where there is one."""
        norms = (norm,) if self.normalised else ()
        hidden = (Dense(self.width, init=self.init), *norms, ACTIVATIONS[self.activation])
        return Sequential((Flatten(), *(hidden * self.depth), Head()))

    def __str__(self) -> str:
        return f"{self.depth}×{self.width} {self.activation}{', norm' * self.normalised}, {self.init}"


def _one_of(options: Sequence[Option], stream: HostStream) -> Option:
    return options[int(stream.integers(len(options), 1)[0])]
