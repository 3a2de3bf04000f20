"""`ganreg demo`."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from ganreg.cli.demos import DEMOS, Demo, Figure
from ganreg.cli.options import Backend, Debug, Seed


def demo(
    name: Annotated[
        str, typer.Argument(metavar="[digits|ring|js-vs-wasserstein]", help="What to show.", show_default=False)
    ] = "digits",
    run: Annotated[
        Path | None,
        typer.Option("--run", "-o", metavar="FOLDER", help="Where the run goes. By default runs/demo-NAME, a new one."),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option(
            "--iterations",
            "-n",
            min=1,
            metavar="N",
            help="Generator updates; in js-vs-wasserstein, updates of each critic.",
        ),
    ] = None,
    backend: Backend = None,
    seed: Seed = None,
    debug: Debug = False,
) -> None:
    """Train WGAN-GP on real handwritten digits in about a minute, and draw what it has learnt.

    js-vs-wasserstein draws in some seconds why its critic teaches a generator that is far off, and a minimax one does
    not.
    """
    from ganreg.cli.new_run import start
    from ganreg.cli.pictures import SAMPLES
    from ganreg.cli.settings import given
    from ganreg.cli.training import quoted, say

    chosen = _demo(name)
    _check_needs(name, chosen)
    if isinstance(chosen, Figure):
        say("Look at", quoted(_drawn(name, chosen, run, {"steps": iterations, "backend": backend, "seed": seed})))
        return
    changes = given({"iterations": iterations, "backend": backend, "seed": seed})
    folder = start(chosen.settings | changes, run=run, pictures=True, name=f"demo-{name}")
    say("Look at", quoted(folder / SAMPLES))


def _drawn(name: str, chosen: Figure, run: Path | None, options: dict[str, Any]) -> Path:
    """Draw a figure into a folder, with the options that were given; returns the picture's path."""
    from ganreg import plot
    from ganreg.cli.folder import fresh_folder

    with fresh_folder(f"demo-{name}", run) as folder:
        picture = folder / f"{name}.png"
        getattr(plot, chosen.save)(picture, **{name: value for name, value in options.items() if value is not None})
    return picture


def _demo(name: str) -> Demo | Figure:
    from ganreg.errors import UnknownNameError, did_you_mean

    if name not in DEMOS:
        raise UnknownNameError(f"There is no demo {name!r}.{did_you_mean(name, DEMOS)} Known: {', '.join(DEMOS)}.")
    return DEMOS[name]


def _check_needs(name: str, chosen: Demo | Figure) -> None:
    """Raise `MissingDependencyError` before anything starts."""
    from ganreg.errors import MissingDependencyError

    missing = [package for package in chosen.needs if find_spec(package) is None]
    if missing:
        raise MissingDependencyError(
            f"The demo {name!r} needs {' and '.join(missing)}, not installed here. "
            f'Install: pip install "ganreg[{chosen.extra}]"'
        )
