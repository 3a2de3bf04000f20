"""A progress bar for the terminal."""

import sys
from typing import TYPE_CHECKING

from ganreg.losses.wasserstein import Wasserstein
from ganreg.training.callback import Callback
from ganreg.training.history import Record

if TYPE_CHECKING:
    from rich.progress import TaskID

    from ganreg.gan import GAN

TERMS = 42
"""The usual width of the terms in characters, kept free so that the bar does not jump."""


class ProgressBar(Callback):
    """Iterations done and to go, the time left, the losses, and the gap of the critic's scores."""

    def __init__(self) -> None:
        # Imported when a bar is shown: it takes longer than all of ganreg.
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.table import Column

        # Numbers keep their width; in a narrow terminal the bar gives way, then the terms.
        self._progress = Progress(
            BarColumn(bar_width=None, table_column=Column(ratio=1, min_width=4)),
            MofNCompleteColumn(table_column=Column(no_wrap=True)),
            TimeRemainingColumn(table_column=Column(no_wrap=True)),
            TextColumn("left", table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[terms]}", table_column=Column(no_wrap=True, min_width=TERMS)),
            console=Console(stderr=True),
            refresh_per_second=4,
            expand=True,
        )
        self._task: TaskID | None = None

    def on_start(self, gan: "GAN", iterations: int) -> None:
        """Show the bar."""
        self._task = self._progress.add_task("training", total=iterations, terms="")
        self._progress.start()

    def on_iteration(self, gan: "GAN", record: Record) -> None:
        """Move the bar."""
        assert self._task is not None
        self._progress.update(self._task, advance=1, terms=summary(record, gap_of(gan)))

    def on_end(self, gan: "GAN", error: BaseException | None) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()


def summary(record: Record, gap: str = "W̃") -> str:
    """The terms that tell how training goes, in few words; `gap` is what to call E f(x) − E f(x̃)."""
    shown = {"critic_loss": "critic", "generator_loss": "generator", "wasserstein_estimate": gap}
    return "  ".join(f"{label} {record[name]:+.3f}" for name, label in shown.items() if name in record)


def gap_of(gan: "GAN") -> str:
    """What the gap of the critic's scores is called: an estimate of the Wasserstein distance with its loss alone."""
    return "W̃" if isinstance(gan.recipe.loss, Wasserstein) else "gap"


def interactive() -> bool:
    """Whether a person is watching: the terminal, where a bar makes sense."""
    return sys.stderr.isatty()
