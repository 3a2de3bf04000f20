"""A world with a known answer, and how it is learnt."""

from collections.abc import Callable, Mapping
from functools import cached_property

import attrs

from ganreg.benchmark.worlds.goal import Goal
from ganreg.benchmark.worlds.published import Published
from ganreg.benchmark.worlds.training import AbstractTraining
from ganreg.data.abstract import AbstractData
from ganreg.data.source import AbstractSource
from ganreg.metrics import AbstractSampleMetric, Perfect

Metrics = tuple[AbstractSampleMetric, ...]


@attrs.frozen(kw_only=True, slots=False)
class World:
    """Data, a training that learns them, and the scores by which they count as learnt.

    Args:
        name: on the command line.
        title: what it is, in a line.
        data: what is learnt.
        training: that learns it.
        measures: makes the metrics; a function, since a classifier has to be trained.
        goals: all of which a solved world meets.
        also: scores that are told beside those of the goals.
        published: by others.
        repetitions: of what the perfect sampler is measured by, where that is not known by itself.
    """

    name: str
    title: str
    data: AbstractData
    training: AbstractTraining
    measures: Callable[[], Metrics]
    goals: tuple[Goal, ...]
    also: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()
    repetitions: int = 20

    @property
    def scores(self) -> tuple[str, ...]:
        """The names of all that is told."""
        return *(goal.score for goal in self.goals), *self.also

    @cached_property
    def source(self) -> AbstractSource:
        """Where batches come from."""
        return self.data.source()

    @cached_property
    def metrics(self) -> Metrics:
        """What is measured, ready for these data."""
        return tuple(metric.prepared(self.source) for metric in self.measures())

    def perfect(self) -> Mapping[str, Perfect]:
        """What a sampler of the data's own distribution scores, by name."""
        found: dict[str, Perfect] = {}
        for metric in self.metrics:
            found |= metric.perfect(self.source, repetitions=self.repetitions)
        return found

    def during(self, iterations: int | None) -> "World":
        """This world with another number of generator updates; None leaves it as it is."""
        if iterations is None:
            return self
        return attrs.evolve(self, training=attrs.evolve(self.training, iterations=iterations))
