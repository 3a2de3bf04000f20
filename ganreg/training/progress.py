"""A progress bar for the terminal."""

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from ganreg.training.callback import Callback
from ganreg.training.history import Record

if TYPE_CHECKING:
    from ganreg.gan import GAN


class ProgressBar(Callback):
    """Iterations done and to go, the time, and the Wasserstein estimate or the losses."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[terms]}"),
            console=Console(stderr=True),
            refresh_per_second=4,
        )
        self._task: TaskID | None = None

    def on_start(self, gan: "GAN", iterations: int) -> None:
        """Show the bar."""
        self._task = self._progress.add_task("training", total=iterations, terms="")
        self._progress.start()

    def on_iteration(self, gan: "GAN", record: Record) -> None:
        """Move the bar."""
        assert self._task is not None
        self._progress.update(self._task, advance=1, terms=summary(record))

    def on_end(self, gan: "GAN", error: BaseException | None) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()


def summary(record: Record) -> str:
    """The terms that tell how training goes, in few words."""
    shown = {"critic_loss": "critic", "generator_loss": "generator", "wasserstein_estimate": "W̃"}
    return "  ".join(f"{label} {record[name]:+.3f}" for name, label in shown.items() if name in record)


def interactive() -> bool:
    """Whether a person is watching: the terminal, where a bar makes sense."""
    return sys.stderr.isatty()
