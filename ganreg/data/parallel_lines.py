"""A line in the plane: the example on which only the Wasserstein distance is continuous."""

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.distribution import AbstractDistribution
from ganreg.draws import HostStream
from ganreg.params import FINITE, param


@attrs.frozen(kw_only=True)
class ParallelLines(AbstractDistribution):
    """x = (θ, Z) with Z ~ U[0, 1). Between P_0 and P_θ, W = |θ|, while JS = log 2 and KL = +∞ for every θ ≠ 0.

    Source: Arjovsky et al. 2017 (arXiv 1701.07875), Example 1 ("learning parallel lines").
    """

    name = "parallel_lines"

    theta: float = param(0.0, "The line's distance θ from the vertical axis.", validator=FINITE)

    @property
    def shape(self) -> tuple[int, ...]:
        """Points of the plane: `(2,)`."""
        return (2,)

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest interval that holds 0, 1 and θ."""
        return min(0.0, self.theta), max(1.0, self.theta)

    def sample(self, n: int, stream: HostStream) -> NDArray[np.float64]:
        """`n` points `(n, 2)`."""
        return np.stack([np.full(n, float(self.theta)), stream.uniform((n,))], axis=1)
