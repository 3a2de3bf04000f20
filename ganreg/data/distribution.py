"""Data that are drawn anew for each batch from a known distribution."""

from abc import abstractmethod
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import Batch
from ganreg.data.abstract import AbstractData
from ganreg.data.scaling import Scaling
from ganreg.data.source import AbstractSource
from ganreg.draws import Draws, HostStream
from ganreg.errors import DataError


class AbstractDistribution(AbstractData):
    """A distribution with a sampler: no sample is ever seen twice."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """The shape of one sample."""

    @property
    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """Two numbers between which practically all coordinates lie; a bounded generator's range maps onto them."""

    @abstractmethod
    def sample(self, n: int, stream: HostStream) -> NDArray[np.float64]:
        """`n` independent samples `(n, *shape)`, float64, a function of the stream alone."""

    def source(self) -> AbstractSource:
        """Batches without end."""
        return DistributionSource(self)


@attrs.frozen
class DistributionSource(AbstractSource):
    """Batches drawn from a distribution, each from a stream of its own."""

    distribution: AbstractDistribution

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one sample."""
        return self.distribution.shape

    @property
    def size(self) -> None:
        """None: there is no end of samples."""
        return None

    def batch(self, n: int, draws: Draws, index: int, path: str = "data") -> Batch:
        """`n` samples from the stream (path, update = index).

        Raises:
            DataError: the distribution's own `sample` returned another shape than it declares.
        """
        x: Any = self.distribution.sample(n, draws.stream(path, update=index))
        if np.shape(x) != (n, *self.shape):
            raise DataError(
                f"{type(self.distribution).__name__}.sample returned shape {np.shape(x)}, expected {(n, *self.shape)}."
            )
        return Batch(x)

    def scaling(self, output_range: tuple[float, float] | None) -> Scaling:
        """None is needed for an unbounded generator: the distribution is trained on in its own units."""
        return Scaling() if output_range is None else Scaling.between(self.distribution.bounds, output_range)
