"""Where training takes its real samples from."""

from abc import ABC, abstractmethod

from ganreg.backend import Batch
from ganreg.data.scaling import Scaling
from ganreg.draws import Draws
from ganreg.errors import DataError


class AbstractSource(ABC):
    """Batches of real samples, each a pure function of (seed, path, index): a resumed run misses and repeats none."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """The shape of one sample."""

    @property
    @abstractmethod
    def size(self) -> int | None:
        """The number of samples, or None where new ones are drawn without end."""

    @property
    def classes(self) -> int | None:
        """How many classes the labels tell apart, 0 to `classes` − 1; None without labels, or where nobody knows."""
        return None

    @abstractmethod
    def batch(self, n: int, draws: Draws, index: int, path: str = "data") -> Batch:
        """The `index`-th batch of a run.

        Args:
            n: samples per batch, ≥ 1.
            draws: the draws of the run's seed.
            index: counted from 0.
            path: the name of this sequence of batches; another path gives another sequence.

        Returns:
            Samples `(n, *shape)`, float32 or float64, in the data's own units.

        Raises:
            DataError: there are fewer than `n` samples.
        """

    @abstractmethod
    def scaling(self, output_range: tuple[float, float] | None) -> Scaling:
        """The scaling from the data's units to a generator with that range of values, None if it is unbounded."""

    def check(self, batch_size: int) -> None:
        """Raise `DataError` if there are fewer samples than one batch takes."""
        if self.size is not None and self.size < batch_size:
            raise DataError(
                f"There are {self.size} samples, fewer than one batch of {batch_size}. "
                f"Give more samples, or batch_size={self.size} or less."
            )
