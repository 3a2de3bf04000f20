"""The Swiss roll, seen from its end."""

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.distribution import AbstractDistribution
from ganreg.draws import HostStream
from ganreg.params import NON_NEGATIVE, POSITIVE, param


@attrs.frozen(kw_only=True)
class SwissRoll(AbstractDistribution):
    """x = ((t cos t, t sin t) + noise·N(0, I₂))/divisor with t = 1.5π(1 + 2u), u ~ U[0, 1).

    These are columns 0 and 2 of scikit-learn's `make_swiss_roll`, which is not needed here.

    Source: Gulrajani et al. 2017, igul222/improved_wgan_training, gan_toy.py, "swissroll" (noise 0.25, divided by 7.5);
    Marsland 2009, "Machine Learning: An Algorithmic Perspective", chapter 10.
    """

    name = "swiss_roll"

    noise: float = param(0.25, "The standard deviation of the noise, before the division.", validator=NON_NEGATIVE)
    divisor: float = param(7.5, "What the roll is divided by.", validator=POSITIVE)

    @property
    def shape(self) -> tuple[int, ...]:
        """Points of the plane: `(2,)`."""
        return (2,)

    @property
    def bounds(self) -> tuple[float, float]:
        """±(4.5π + 4·noise)/divisor: the roll's outer end, and its noise."""
        reach = (4.5 * np.pi + 4 * self.noise) / self.divisor
        return -reach, reach

    def sample(self, n: int, stream: HostStream) -> NDArray[np.float64]:
        """`n` points `(n, 2)`."""
        t = 1.5 * np.pi * (1 + 2 * stream.uniform((n,)))
        roll = np.stack([t * np.cos(t), t * np.sin(t)], axis=1)
        return (roll + self.noise * stream.normal((n, 2))) / self.divisor
