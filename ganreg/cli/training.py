"""A fit with all that a person at a terminal expects around it: progress, pictures, and what to do next."""

from pathlib import Path
from time import perf_counter
from typing import Any

import typer

from ganreg.cli.averaged import about_average
from ganreg.cli.guard import INTERRUPTED
from ganreg.cli.measured import NOTHING, Measured
from ganreg.cli.pictures import draw_pictures
from ganreg.cli.plain_progress import PlainProgress
from ganreg.discovery import FILE
from ganreg.errors import NonFiniteError
from ganreg.gan import GAN
from ganreg.registry import registry
from ganreg.training.callback import Callback
from ganreg.training.progress import interactive
from ganreg.training.run import RunFolder


class Headline(Callback):
    """Says what is trained once the data and the folder have been found good."""

    def __init__(self, text: str) -> None:
        self.text = text

    def on_start(self, gan: GAN, iterations: int) -> None:
        """Say it, and whether the networks tell classes apart."""
        typer.echo(self.text)
        if gan.engine.labelled:
            typer.echo("With labels" + (f" of {gan.classes} classes" if gan.classes else ""))


def train_in(
    folder: Path,
    gan: GAN,
    data: Any,
    iterations: int,
    headline: str,
    *,
    checkpoint_every: int,
    pictures: bool,
    measured: Measured = NOTHING,
) -> None:
    """Train for so many more iterations, and say how it ended.

    Args:
        folder: the run folder.
        gan: a new GAN, or one loaded from that folder.
        data: as in `GAN.fit`.
        iterations: generator updates to add.
        headline: what is trained, in one line.
        checkpoint_every: iterations between checkpoints.
        pictures: whether to draw them, also after Ctrl-C.
        measured: what is measured meanwhile.

    Raises:
        NonFiniteError: names the run folder and the last good checkpoint's iteration too.
        typer.Exit: with code 130 after Ctrl-C.
    """
    bar = interactive()
    callbacks: list[Callback] = [Headline(headline)] if bar else [Headline(headline), PlainProgress()]
    started = perf_counter()
    try:
        gan.fit(
            data,
            iterations,
            run=folder,
            checkpoint_every=checkpoint_every,
            callbacks=callbacks,
            metrics=measured.metrics,
            metrics_every=measured.every,
            progress=bar,
        )
    except KeyboardInterrupt as stop:
        _leave(gan, folder, pictures)
        raise typer.Exit(INTERRUPTED) from stop
    except NonFiniteError as error:
        kept = RunFolder(folder).newest()[1]
        raise NonFiniteError(f"{error} The checkpoint of iteration {kept} is kept in {quoted(folder)}.") from error
    seconds = perf_counter() - started
    if pictures:
        draw_pictures(gan, folder)
    typer.echo(f"\nTrained {iterations} iterations in {seconds:.1f} s.")
    say_next(gan, folder)


def _leave(gan: GAN, folder: Path, pictures: bool) -> None:
    """After Ctrl-C: draw what there is, and say how to go on. Before the first checkpoint there is nothing to say."""
    if not gan.belongs_to(folder):
        raise KeyboardInterrupt
    if pictures:
        draw_pictures(gan, folder)
    kept = RunFolder(folder).newest()[1]
    typer.secho(
        f"\nStopped. The checkpoint of iteration {kept} of {gan.recipe.iterations} is kept.", err=True, fg="yellow"
    )
    say("Go on", with_plugins(f"ganreg train --resume {quoted(folder)}"), err=True, fg="yellow")


def say_next(gan: GAN, folder: Path) -> None:
    """Where the run is, and the next commands."""
    found = sorted(path.name + "/" * path.is_dir() for path in folder.iterdir() if not path.name.startswith("."))
    run = quoted(folder)
    say("Run", run)
    say("", "  ".join(found))
    say("Samples", with_plugins(f"ganreg sample {run} -n 64 -o samples.png"))
    if gan.classes and "generator" in gan.engine.labelled:
        labelled = f"ganreg sample {run} -n 64 --label {gan.classes - 1} -o class-{gan.classes - 1}.png"
        say("", with_plugins(labelled))
    for label, text in zip(("Average", ""), about_average(gan), strict=False):
        say(label, text)
    say("Go on", with_plugins(f"ganreg train --resume {run} --iterations 1000"))


def with_plugins(command: str) -> str:
    """A command with a `--plugin` for each plugin file that was loaded: it would not know their components else."""
    files = [one.plugin.removeprefix(FILE) for one in registry().loaded if one.plugin.startswith(FILE)]
    return command + "".join(f" --plugin {quoted(Path(file))}" for file in dict.fromkeys(files))


def say(label: str, text: str, **style: Any) -> None:
    """One line of a closing summary."""
    typer.secho(f"{label:<10}{text}", **style)


def quoted(path: Path) -> str:
    """A path as it can be typed in any shell."""
    text = path.as_posix()
    return f'"{text}"' if " " in text else text
