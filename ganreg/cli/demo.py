"""`ganreg demo`."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.demos import DEMOS, Demo
from ganreg.cli.options import Backend, Debug, Seed


def demo(
    name: Annotated[str, typer.Argument(metavar="[digits|ring]", help="What to learn.", show_default=False)] = "digits",
    run: Annotated[
        Path | None,
        typer.Option("--run", "-o", metavar="FOLDER", help="Where the run goes. By default runs/demo-NAME, a new one."),
    ] = None,
    iterations: Annotated[
        int | None, typer.Option("--iterations", "-n", min=1, metavar="N", help="Generator updates.")
    ] = None,
    backend: Backend = None,
    seed: Seed = None,
    debug: Debug = False,
) -> None:
    """Train WGAN-GP on real handwritten digits in about a minute, and draw what it has learnt."""
    from ganreg.cli.new_run import start
    from ganreg.cli.pictures import SAMPLES
    from ganreg.cli.settings import given
    from ganreg.cli.training import quoted, say

    chosen = _demo(name)
    _check_needs(name, chosen)
    changes = given({"iterations": iterations, "backend": backend, "seed": seed})
    folder = start(chosen.settings | changes, run=run, pictures=True, name=f"demo-{name}")
    say("Look at", quoted(folder / SAMPLES))


def _demo(name: str) -> Demo:
    from ganreg.errors import UnknownNameError, did_you_mean

    if name not in DEMOS:
        raise UnknownNameError(f"There is no demo {name!r}.{did_you_mean(name, DEMOS)} Known: {', '.join(DEMOS)}.")
    return DEMOS[name]


def _check_needs(name: str, chosen: Demo) -> None:
    """Raise `MissingDependencyError` before anything starts."""
    from ganreg.errors import MissingDependencyError

    missing = [package for package in chosen.needs if find_spec(package) is None]
    if missing:
        raise MissingDependencyError(
            f'The demo {name!r} needs {" and ".join(missing)}, not installed here. Install: pip install "ganreg[demo]"'
        )
