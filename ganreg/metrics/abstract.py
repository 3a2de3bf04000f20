"""The contract of a metric: numbers that say how good samples are, or how training goes."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.component import Component
from ganreg.data.source import AbstractSource
from ganreg.draws import HostStream
from ganreg.metrics.perfect import Perfect
from ganreg.metrics.reals import Reals
from ganreg.metrics.view import View
from ganreg.params import COUNT, FLAG, param

Scores = dict[str, float]


@attrs.frozen(kw_only=True)
class AbstractMetric(Component):
    """A function of a GAN as it stands that changes nothing, and draws nothing that training draws.

    Derive from `AbstractSampleMetric` what looks at samples, and from this class what looks at the players.
    """

    kind: ClassVar[str] = "metric"
    name: ClassVar[str]

    def prepared(self, source: AbstractSource) -> Self:
        """This metric for the data of a source, such as with their modes; itself where it needs none of them.

        Called once, before anything is measured or trained.

        Raises:
            DataError: the metric cannot be measured on these data.
        """
        return self

    @abstractmethod
    def of(self, view: View) -> Scores:
        """What is measured of a GAN, by name; the names are those of the records, and no other metric's."""

    def perfect(self, source: AbstractSource, seed: int = 0, repetitions: int = 20) -> Mapping[str, Perfect]:
        """What a sampler of the data's own distribution scores, by name; nothing where there is no such score."""
        return {}


@attrs.frozen(kw_only=True)
class AbstractSampleMetric(AbstractMetric):
    """A function of generated samples, and perhaps of real ones beside them. Samples are in the data's own units.

    Where there are only so many real samples, at most half of them are taken unless `half` is false: a perfect sampler
    is then measured in the same way, by the other half.
    """

    compares: ClassVar[bool] = True
    """Whether real samples are needed."""

    ordered: ClassVar[bool] = False
    """Whether the order of samples matters: they are split in their order, or picked by their places."""

    identical: ClassVar[Scores] = {}
    """The scores of two sets that are the same samples, for the names of which that is known."""

    samples: int = param(2500, "How many samples are generated, and real ones taken.", validator=COUNT)
    half: bool = param(
        True, "Whether at most half of a finite data set is taken, to measure a perfect sampler.", validator=FLAG
    )

    @abstractmethod
    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """The scores of samples, by name.

        Args:
            real: real samples `(m, *shape)`; None for a metric that does not compare.
            fake: generated samples `(n, *shape)`.
            stream: for draws of the metric's own.

        Raises:
            DataError: there are too few samples for it.
        """

    def of(self, view: View) -> Scores:
        """The scores of a GAN's samples."""
        stream = view.stream(f"metric/{self.name}")
        if not self.compares:
            return self.measure(None, view.fake(self.samples), stream)
        real = view.real(self.samples, self.half)
        return self.measure(real, view.fake(len(real)), stream)

    def perfect(self, source: AbstractSource, seed: int = 0, repetitions: int = 20) -> Mapping[str, Perfect]:
        """What fresh real samples score in the place of generated ones, by so many repetitions.

        Of a metric that does not compare, samples are drawn from a finite set with replacement. Nothing where all of a
        finite set is compared with.
        """
        if self.compares and not self.half and source.size is not None:
            return {}
        reals = Reals(source, seed)
        found = [self._of_real(reals, repetition) for repetition in range(repetitions)]
        return {name: Perfect.of(np.array([scores[name] for scores in found])) for name in found[0]}

    def _of_real(self, reals: Reals, repetition: int) -> Scores:
        stream = reals.stream(f"metric/{self.name}/perfect", repetition)
        if not self.compares:
            return self.measure(None, reals.drawn(self.samples, repetition), stream)
        one, other = reals.pair(self.samples, repetition)
        return self.measure(one, other, stream)
