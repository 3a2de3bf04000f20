"""The samples and the small GANs on which a metric is checked."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import attrs
import numpy as np

from ganreg.component import Component
from ganreg.compose import build
from ganreg.data.array import ArraySource
from ganreg.data.ring import Ring
from ganreg.data.source import AbstractSource
from ganreg.draws import Draws, HostStream
from ganreg.gan import GAN
from ganreg.metrics.abstract import AbstractMetric, AbstractSampleMetric, Scores
from ganreg.metrics.reals import Reals
from ganreg.metrics.view import View
from ganreg.networks.mlp import MLP

SIZE = 12
"""Samples of each kind: enough for a tenth neighbour, few enough for an oracle that looks at all assignments."""

CLASSES = 3


@attrs.frozen
class SampleCase:
    """Real and generated samples `(12, *shape)`, read-only."""

    label: str
    real: Any
    fake: Any

    def stream(self) -> HostStream:
        """The metric's own draws."""
        return Draws(1).stream("conformance/metric")

    def scores(self, metric: Any) -> Scores:
        """What a metric, or its oracle, makes of them."""
        compared = getattr(metric, "compares", True)
        return metric.measure(self.real if compared else None, self.fake, self.stream())  # type: ignore[no-any-return]

    def changed(self, change: Callable[[Any], Any]) -> "SampleCase":
        """Both sets, changed."""
        return SampleCase(self.label, _frozen(change(self.real)), _frozen(change(self.fake)))


@attrs.frozen
class GANCase:
    """A GAN after two iterations."""

    label: str
    gan: GAN
    source: AbstractSource

    def scores(self, metric: Any) -> Scores:
        """What a metric, or its oracle, makes of it."""
        return metric.of(View(self.gan, self.source))  # type: ignore[no-any-return]


def cases_of(metric: Component) -> Iterator[tuple[AbstractMetric, SampleCase | GANCase]]:
    """A metric, prepared for the data of each of its cases; what refuses them is raised at its own case.

    Raises:
        DataError: it cannot be measured on the data of the next case.
    """
    assert isinstance(metric, AbstractMetric)
    if isinstance(metric, AbstractSampleMetric):
        for label, source in sources().items():
            yield metric, _samples(label, source)
    else:
        for constraint in ("clip", "gp"):
            yield metric, _gan(constraint)


@cache
def sources() -> dict[str, AbstractSource]:
    """Points of the plane with modes, and images with labels."""
    random = np.random.default_rng(3)
    images = random.normal(size=(40, 1, 2, 2)) + np.arange(40)[:, None, None, None] % CLASSES
    return {
        "points": Ring(modes=CLASSES, radius=1.0, std=0.3).source(),
        "images": ArraySource(images, np.arange(40) % CLASSES),
    }


def source_of(case: SampleCase | GANCase) -> AbstractSource:
    """The data of a case."""
    return case.source if isinstance(case, GANCase) else sources()[case.label]


def _samples(label: str, source: AbstractSource) -> SampleCase:
    one, other = Reals(source, seed=2).pair(SIZE, 0)
    return SampleCase(label, _frozen(one), _frozen(1.25 * other + 0.25))


def _frozen(x: Any) -> Any:
    array = np.array(x, dtype=np.float64)
    array.flags.writeable = False
    return array


def _gan(constraint: str) -> GANCase:
    source = sources()["points"]
    backend = {"name": "numpy", "dtype": "float64"}
    critic, generator = MLP(width=4, depth=2), MLP(width=4, depth=1)
    gan = build(constraint=constraint, backend=backend, batch_size=8, n_critic=2, critic=critic, generator=generator)
    return GANCase(constraint, gan.fit(source, iterations=2, progress=False), source)
