"""A run folder: the recipe, the records, the checkpoints, the pictures."""

import json
import shutil
import warnings
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
from numpy.typing import NDArray

from ganreg.errors import CheckpointError, GanregWarning, NonFiniteError
from ganreg.recipe import Recipe
from ganreg.training.callback import Callback
from ganreg.training.checkpoint import read_checkpoint, replace_text, write_checkpoint
from ganreg.training.history import History, Record

if TYPE_CHECKING:
    from ganreg.gan import GAN

KEPT = 3
"""How many checkpoints stay: the newest ones."""


class RunFolder:
    """`recipe.toml`, `metrics.jsonl` and `checkpoints/step-…/` under one path."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.recipe_file = self.path / "recipe.toml"
        self.metrics_file = self.path / "metrics.jsonl"
        self.checkpoints = self.path / "checkpoints"

    def save(self, gan: "GAN") -> None:
        """Write the recipe, all records and a checkpoint of the present state.

        Raises:
            CheckpointError: the folder holds another run, or cannot be made.
            NonFiniteError: a parameter is NaN or infinite; nothing is written.
        """
        finite_state(gan)
        self.claim(gan)
        self.write_records(gan.history)
        self.checkpoint(gan)

    def claim(self, gan: "GAN") -> None:
        """Make the folder this GAN's own.

        Raises:
            CheckpointError: it holds another run, which would be mixed with this one.
        """
        if self.recipe_file.exists() and not gan.belongs_to(self.path):
            raise CheckpointError(
                f"{str(self.path)!r} holds another run. Choose another folder, or go on with that run: "
                f"ganreg.load({str(self.path)!r}), or `ganreg train --resume {self.path}`."
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CheckpointError(f"{str(self.path)!r} cannot be a run folder: {error}. Choose another.") from error
        self.write_recipe(gan.recipe)
        gan.claim_folder(self.path)

    def write_recipe(self, recipe: Recipe) -> None:
        """Replace the recipe's text."""
        replace_text(self.recipe_file, recipe.to_text())

    def write_records(self, records: Iterable[Record]) -> None:
        """Replace the records."""
        replace_text(self.metrics_file, "".join(json.dumps(record) + "\n" for record in records))

    def checkpoint(self, gan: "GAN") -> None:
        """Write a checkpoint of the present state, and drop the oldest beyond `KEPT`.

        Raises:
            NonFiniteError: a parameter is NaN or infinite; the checkpoints before it stay.
        """
        step, arrays = gan.iterations, finite_state(gan)
        facts = {"iteration": step, "versions": {"ganreg": version("ganreg"), "numpy": np.__version__}}
        write_checkpoint(self.checkpoints / f"step-{step:09d}", arrays, facts)
        for old in self.steps()[:-KEPT]:
            shutil.rmtree(old)

    def steps(self) -> list[Path]:
        """The checkpoint folders, oldest first."""
        return sorted(self.checkpoints.glob("step-*"))

    def newest(self) -> tuple[dict[str, NDArray[Any]], int]:
        """The newest undamaged checkpoint: its arrays and its iteration. Warns of damaged ones.

        Raises:
            CheckpointError: there is none.
        """
        if not self.path.is_dir():
            raise CheckpointError(f"There is no run folder {str(self.path)!r}.")
        for folder in reversed(self.steps()):
            try:
                arrays, facts = read_checkpoint(folder)
            except CheckpointError as error:
                warnings.warn(f"{error} Trying the one before it.", GanregWarning, stacklevel=3)
                continue
            return arrays, int(facts["iteration"])
        raise CheckpointError(
            f"{str(self.path)!r} holds no whole checkpoint. Expected {str(self.checkpoints)!r}/step-…."
        )

    def read_records(self, until: int) -> History:
        """The records up to an iteration."""
        try:
            if not self.metrics_file.exists():
                return History()
            with self.metrics_file.open(encoding="utf-8") as lines:  # one after another: there may be millions
                records = (json.loads(line) for line in lines if line.rstrip("\n").endswith("}"))
                return History(record for record in records if record["iteration"] <= until)
        except (ValueError, KeyError, TypeError) as error:
            raise CheckpointError(f"{str(self.metrics_file)!r} holds something that is no record: {error}.") from error


def finite_state(gan: "GAN") -> dict[str, NDArray[Any]]:
    """The state to be written, once it is known to be good.

    A step that overflows leaves terms that are still finite; it shows only in the next ones.

    Raises:
        NonFiniteError: a parameter or moment is NaN or infinite.
    """
    arrays = gan.engine.export_state()
    for name, array in arrays.items():
        # A module's buffers are its own business: a mask may well be infinite.
        if "/buffers/" not in name and not np.all(np.isfinite(array)):
            raise NonFiniteError(
                f"{name} has NaN or infinite values after generator iteration {gan.iterations}. No checkpoint is "
                "written; the one before stays. Lower the learning rate, or constrain the critic (constraint='gp')."
            )
    return arrays


class RunWriter(Callback):
    """Writes a run folder while training: each record at once, a checkpoint now and then and at the end."""

    def __init__(self, folder: RunFolder, checkpoint_every: int) -> None:
        self.folder = folder
        self.checkpoint_every = checkpoint_every
        self._file: TextIO | None = None
        self._critic_updates = 0

    def on_start(self, gan: "GAN", iterations: int) -> None:
        """Write the recipe and what was recorded before, and a first checkpoint to fall back on."""
        self.folder.save(gan)
        self._file = self.folder.metrics_file.open("a", encoding="utf-8")
        self._critic_updates = gan.engine.updates("critic")

    def on_iteration(self, gan: "GAN", record: Record) -> None:
        """Append the record; write a checkpoint if it is time."""
        assert self._file is not None
        self._file.write(json.dumps(record) + "\n")
        self._critic_updates = gan.engine.updates("critic")
        if gan.iterations % self.checkpoint_every == 0:
            self._file.flush()
            self.folder.checkpoint(gan)

    def on_end(self, gan: "GAN", error: BaseException | None) -> None:
        """Close the records; write a last checkpoint unless there is a better one.

        None is written if the folder was refused, after a NaN, and between two updates of one iteration (a second
        Ctrl-C): no uninterrupted run passes through that state.
        """
        if self._file is None:
            return
        self._file.close()
        between = gan.engine.updates("critic") != self._critic_updates
        if not isinstance(error, NonFiniteError) and not between:
            self.folder.checkpoint(gan)
