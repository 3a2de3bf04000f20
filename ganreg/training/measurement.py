"""Metrics while training."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ganreg.errors import ParameterError
from ganreg.metrics.abstract import AbstractMetric
from ganreg.metrics.view import View
from ganreg.training.callback import Callback
from ganreg.training.history import Record

if TYPE_CHECKING:
    from ganreg.gan import GAN


class Measurement(Callback):
    """Adds the scores of metrics to the record of every so many iterations.

    Nothing that training draws is drawn, and nothing is changed: with metrics, without them, and resumed, the run is
    the same to the bit, and so are the scores.

    Args:
        metrics: prepared for the data.
        every: iterations between two measurements, counted from the run's first: a resumed run measures at the same.
    """

    def __init__(self, metrics: Sequence[AbstractMetric], every: int) -> None:
        if isinstance(every, bool) or not isinstance(every, int) or every < 1:
            raise ParameterError(f"metrics_every={every!r}, expected the iterations between measurements, ≥ 1.")
        self.metrics = metrics
        self.every = every

    def on_iteration(self, gan: "GAN", record: Record) -> None:
        """Measure if it is time."""
        if not self.metrics or gan.iterations % self.every:
            return
        assert gan.source is not None
        view, seen = View(gan, gan.source), set[str]()
        for metric in self.metrics:
            scores = metric.of(view)
            if twice := seen & set(scores):
                raise ParameterError(
                    f"Two metrics have a score {min(twice)!r}: one would hide the other. Leave one out."
                )
            seen |= set(scores)
            record.update(scores)
