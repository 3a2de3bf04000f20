"""Real samples for measuring: drawn apart from those of training, and two sets that share none."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import Batch
from ganreg.data.source import AbstractSource
from ganreg.draws import Draws, HostStream
from ganreg.errors import DataError

PATH = "metrics"


@attrs.frozen
class Reals:
    """Real samples of a source, each set a function of the seed and its number.

    Args:
        source: where they are from.
        seed: in [0, 2⁶³).
    """

    source: AbstractSource
    seed: int = 0

    def stream(self, path: str, number: int = 0) -> HostStream:
        """Numbers for one purpose, from a generator that no other stream resets."""
        return Draws(self.seed).stream(path, update=number)

    def first(self, n: int, half: bool = True) -> Batch:
        """`n` samples with their labels; of a finite source at most half of all, or all."""
        return self.source.batch(self.many(n, half), Draws(self.seed), 0, PATH)

    def pair(self, n: int, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Two sets of as many samples as `first` gives, without a sample of a finite source in both."""
        batches = (self.source.batch(self.many(n), Draws(self.seed), 2 * number + k, PATH) for k in (0, 1))
        one, other = (np.asarray(batch.x) for batch in batches)
        return one, other

    def drawn(self, n: int, number: int) -> NDArray[Any]:
        """`n` independent samples: of a finite source with replacement."""
        if self.source.size is None:
            return np.asarray(self.source.batch(n, Draws(self.seed), number, PATH).x)
        return self.all()[self.stream(f"{PATH}/replacement", number).integers(self.source.size, n)]

    def all(self) -> NDArray[Any]:
        """All samples of a finite source."""
        return np.asarray(self.everything().x)

    def everything(self) -> Batch:
        """All samples of a finite source with their labels.

        Raises:
            DataError: there is no end of them.
        """
        if self.source.size is None:
            raise DataError("There is no end of samples of this distribution: say how many.")
        return self.source.batch(self.source.size, Draws(self.seed), 0, f"{PATH}/all")

    def many(self, n: int, half: bool = True) -> int:
        """How many samples `first` gives where `n` are asked for.

        Raises:
            DataError: there are fewer than two.
        """
        size = self.source.size
        if size is not None and size < 2:
            raise DataError(f"There is {size} real sample. A metric compares with half of them: give at least two.")
        return n if size is None else min(n, size // 2 if half else size)
