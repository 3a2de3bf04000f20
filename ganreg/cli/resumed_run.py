"""A run that goes on."""

from pathlib import Path
from typing import Any

import typer

from ganreg.cli.measured import NOTHING, Measured
from ganreg.cli.pictures import decide_pictures, draw_pictures
from ganreg.cli.training import quoted, say_next, train_in
from ganreg.compose import as_backend
from ganreg.errors import UnknownNameError
from ganreg.gan import GAN, load
from ganreg.recipe import Recipe
from ganreg.training.run import RunFolder

MAY_CHANGE = (
    "resume",
    "data",
    "iterations",
    "backend",
    "device",
    "dtype",
    "checkpoint_every",
    "metric",
    "metrics_every",
    "pictures",
    "plugin",
    "debug",
)
"""Options of `train` that do not contradict the recipe of a run."""


def refuse_changes(ctx: typer.Context) -> None:
    """Raise a usage error if an option would change the recipe of the run that goes on."""
    spelling = {"assignments": "set"}
    for name, value in ctx.params.items():
        if name not in MAY_CHANGE and value not in (None, [], ()):
            option = "--" + spelling.get(name, name).replace("_", "-")
            raise typer.BadParameter(
                f"a run goes on with its own recipe, {option} cannot change it. "
                f"For a new run like it: --config {(ctx.params['resume'] / 'recipe.toml').as_posix()} {option} …",
                ctx=ctx,
                param_hint="--resume",
            )


def resume_run(
    run: Path,
    *,
    data: Any = None,
    more: int | None = None,
    backend: tuple[str | None, str | None, str | None] = (None, None, None),
    checkpoint_every: int = 1000,
    pictures: bool | None = None,
    measured: Measured = NOTHING,
) -> None:
    """Go on where the newest whole checkpoint of a run was written.

    Args:
        run: the run folder.
        data: only where the run's data were an array, which a recipe cannot name.
        more: iterations to add; None for those that the run was to have and has not.
        backend: name, device and precision of another backend.
        checkpoint_every: iterations between checkpoints.
        pictures: None for "if matplotlib is installed".
        measured: what is measured meanwhile.

    Raises:
        CheckpointError: there is no such run, or nothing whole in it.
    """
    pictured = decide_pictures(pictures)
    gan = load_run(run, *backend)
    left = more if more is not None else gan.recipe.iterations - gan.iterations
    if left < 1:
        typer.echo(f"{quoted(run)} has its {gan.iterations} iterations already; --iterations N adds more.")
        if pictured:
            draw_pictures(gan, run)
        return say_next(gan, run)
    headline = f"{quoted(run)} goes on after iteration {gan.iterations}, for {left} more"
    return train_in(
        run, gan, data, left, headline, checkpoint_every=checkpoint_every, pictures=pictured, measured=measured
    )


def load_run(run: Path, backend: str | None = None, device: str | None = None, dtype: str | None = None) -> GAN:
    """The GAN of a run folder, on its own backend or on another.

    Raises:
        CheckpointError: there is no such run, or nothing whole in it.
        UnknownNameError: a component of the run is not installed, and comes from no plugin file that was given.
    """
    try:
        return _loaded(run, backend, device, dtype)
    except UnknownNameError as error:
        raise UnknownNameError(f"{error} If the run used a plugin file, give it here too: --plugin FILE.py") from error


def _loaded(run: Path, backend: str | None, device: str | None, dtype: str | None) -> GAN:
    if not any((backend, device, dtype)):
        return load(run)
    file = RunFolder(run).recipe_file
    name = backend or Recipe.from_file(file).backend.name
    return load(run, backend=as_backend(name, device, dtype))
