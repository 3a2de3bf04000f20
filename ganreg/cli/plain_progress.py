"""Progress where nobody watches a bar: a few lines for a log."""

from time import perf_counter
from typing import TYPE_CHECKING

import typer

from ganreg.training.callback import Callback
from ganreg.training.history import Record
from ganreg.training.progress import gap_of, summary

if TYPE_CHECKING:
    from ganreg.gan import GAN

LINES = 10


class PlainProgress(Callback):
    """About ten lines in the course of a fit, on the error stream: iterations done, seconds, losses."""

    def __init__(self) -> None:
        self._first = self._total = 0
        self._started = 0.0

    def on_start(self, gan: "GAN", iterations: int) -> None:
        """Take the time."""
        self._first, self._total, self._started = gan.iterations, iterations, perf_counter()

    def on_iteration(self, gan: "GAN", record: Record) -> None:
        """Write a line if it is time."""
        done = int(record["iteration"]) - self._first
        if done * LINES // self._total > (done - 1) * LINES // self._total:
            last = self._first + self._total
            seconds = perf_counter() - self._started
            typer.echo(
                f"iteration {self._first + done}/{last}  {seconds:.1f} s  {summary(record, gap_of(gan))}", err=True
            )
