"""One Gaussian."""

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.distribution import AbstractDistribution
from ganreg.draws import HostStream
from ganreg.params import COUNT, FINITE, POSITIVE, param


@attrs.frozen(kw_only=True)
class Gaussian(AbstractDistribution):
    """x ~ N(mean·1, std²·I): every distance to another such Gaussian is known in closed form."""

    name = "gaussian"

    dimensions: int = param(2, "Numbers per sample.", validator=COUNT)
    mean: float = param(0.0, "The mean of every coordinate.", validator=FINITE)
    std: float = param(1.0, "The standard deviation of every coordinate.", validator=POSITIVE)

    @property
    def shape(self) -> tuple[int, ...]:
        """Vectors: `(dimensions,)`."""
        return (self.dimensions,)

    @property
    def bounds(self) -> tuple[float, float]:
        """Mean ± 4·std."""
        return self.mean - 4 * self.std, self.mean + 4 * self.std

    def sample(self, n: int, stream: HostStream) -> NDArray[np.float64]:
        """`n` vectors `(n, dimensions)`."""
        return self.mean + self.std * stream.normal((n, self.dimensions))
