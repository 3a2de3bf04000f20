"""A pair of networks drawn at random."""

from typing import Self

import attrs

from ganreg.benchmark.architectures.perceptron import Perceptron
from ganreg.draws import Draws

SEEDS = 2**31


@attrs.frozen(kw_only=True)
class Architecture:
    """A critic, a generator, and the seed of whatever else is drawn when they are trained.

    Modelled on the set of Gulrajani et al. 2017 (arXiv 1704.00028), table 1: nonlinearity, depth, normalisation and
    width of each player, scaled from convolutional networks to perceptrons; how the weights start is added.
    """

    critic: Perceptron
    generator: Perceptron
    seed: int

    @classmethod
    def drawn(cls, seed: int, index: int) -> Self:
        """The architecture number `index` = 0, 1, 2, … of a seed: the same, however many there are."""
        stream = Draws(seed).stream("architecture", update=index)
        critic, generator = Perceptron.drawn(stream), Perceptron.drawn(stream)
        return cls(critic=critic, generator=generator, seed=int(stream.integers(SEEDS, 1)[0]))
