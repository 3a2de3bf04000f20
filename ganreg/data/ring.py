"""Gaussians on a circle."""

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.distribution import AbstractDistribution
from ganreg.draws import HostStream
from ganreg.params import COUNT, NON_NEGATIVE, POSITIVE, param


@attrs.frozen(kw_only=True)
class Ring(AbstractDistribution):
    """x = c_k + std·N(0, I₂), k uniform on the modes, c_k = radius·(cos 2πk/modes, sin 2πk/modes).

    The defaults are those of gan_toy.py: radius 2 and std 0.02, both divided by 1.414. `Ring(radius=1.0, std=0.01)` is
    the ring of PacGAN, `Ring(radius=2.0, std=0.01)` that of Self-Conditioned GAN.

    Source: Gulrajani et al. 2017, igul222/improved_wgan_training, gan_toy.py, "8gaussians"; Lin et al. 2018
    (PacGAN, arXiv 1712.04086), section 4.1.
    """

    name = "ring"

    modes: int = param(8, "The number of Gaussians.", validator=COUNT)
    radius: float = param(2 / 1.414, "The circle's radius.", validator=POSITIVE)
    std: float = param(0.02 / 1.414, "The standard deviation of each Gaussian.", validator=NON_NEGATIVE)

    @property
    def shape(self) -> tuple[int, ...]:
        """Points of the plane: `(2,)`."""
        return (2,)

    @property
    def bounds(self) -> tuple[float, float]:
        """±(radius + 4·std)."""
        reach = self.radius + 4 * self.std
        return -reach, reach

    @property
    def centres(self) -> NDArray[np.float64]:
        """The means of the Gaussians, `(modes, 2)`, counter-clockwise from (radius, 0)."""
        # The angle 2π is left out: it is the angle 0, and numpy.linspace(0, 2π, 8) would make 7 modes of 8.
        angles = 2 * np.pi * np.arange(self.modes) / self.modes
        return self.radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def sample(self, n: int, stream: HostStream) -> NDArray[np.float64]:
        """`n` points `(n, 2)`."""
        return self.centres[stream.integers(self.modes, n)] + self.std * stream.normal((n, 2))
