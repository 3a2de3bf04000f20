"""Gaussians on a square grid."""

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.distribution import AbstractDistribution
from ganreg.draws import HostStream
from ganreg.params import COUNT, NON_NEGATIVE, POSITIVE, param


@attrs.frozen(kw_only=True)
class Grid(AbstractDistribution):
    """x = c_k + std·N(0, I₂), k uniform on side² modes, c_k = spacing·(i, j) with the grid centred on 0.

    The defaults are those of gan_toy.py: {−2, …, 2}²·2 with std 0.05, both divided by 2.828; there 100 000 points are
    drawn beforehand, here each batch is new. `Grid(spacing=2.0, std=0.05)` is the grid of PacGAN.

    Source: Gulrajani et al. 2017, igul222/improved_wgan_training, gan_toy.py, "25gaussians"; Lin et al. 2018
    (PacGAN, arXiv 1712.04086), section 4.1.
    """

    name = "grid"

    side: int = param(5, "Gaussians along each side; there are side² in all.", validator=COUNT)
    spacing: float = param(2 / 2.828, "The distance between neighbours.", validator=POSITIVE)
    std: float = param(0.05 / 2.828, "The standard deviation of each Gaussian.", validator=NON_NEGATIVE)

    @property
    def modes(self) -> int:
        """The number of Gaussians, side²."""
        return self.side**2

    @property
    def shape(self) -> tuple[int, ...]:
        """Points of the plane: `(2,)`."""
        return (2,)

    @property
    def bounds(self) -> tuple[float, float]:
        """±(spacing·(side − 1)/2 + 4·std)."""
        reach = self.spacing * (self.side - 1) / 2 + 4 * self.std
        return (-reach, reach) if reach > 0 else (-1.0, 1.0)

    @property
    def centres(self) -> NDArray[np.float64]:
        """The means of the Gaussians, `(side², 2)`, column by column."""
        ticks = self.spacing * (np.arange(self.side) - (self.side - 1) / 2)
        return np.stack(np.meshgrid(ticks, ticks, indexing="ij"), axis=-1).reshape(-1, 2)

    def sample(self, n: int, stream: HostStream) -> NDArray[np.float64]:
        """`n` points `(n, 2)`."""
        return self.centres[stream.integers(self.modes, n)] + self.std * stream.normal((n, 2))
