"""Options that several commands share."""

import sys
from contextlib import AbstractContextManager, redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

DEBUG = "ganreg.debug"
RUN, COMPUTED = "The run", "How it is computed"
"""Groups of options in `--help`."""


def _remember(ctx: typer.Context, value: bool) -> bool:
    if value:
        ctx.meta[DEBUG] = True
    return value


def wants_traceback(ctx: Any) -> bool:
    """Whether `--debug` was given, before or after the command's name."""
    return bool(ctx.meta.get(DEBUG))


Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.", callback=_remember)]
Plugin = Annotated[
    list[Path] | None,
    typer.Option("--plugin", metavar="FILE.py", help="Take components from this file too. May be repeated."),
]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
Force = Annotated[bool, typer.Option("--force", "-f", help="Replace the file if it exists.")]
Backend = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="numpy, torch, cupy, reference, …", rich_help_panel=COMPUTED),
]
Device = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The backend's device: cpu, cuda, cuda:1.", rich_help_panel=COMPUTED),
]
Dtype = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The backend's precision: float32 or float64.", rich_help_panel=COMPUTED),
]
Seed = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="The seed of every random number.", rich_help_panel=COMPUTED),
]
Pictures = Annotated[
    bool | None,
    typer.Option(
        "--pictures/--no-pictures",
        help="Draw samples.png and training.png at the end. By default if matplotlib is installed.",
        show_default=False,
        rich_help_panel=RUN,
    ),
]
Metric = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="What to measure: modes, sliced_w1, …; see `ganreg list metric`. May be repeated. With parameters: "
        "{name='kid', subsets=10}.",
        rich_help_panel=RUN,
    ),
]


def load_plugins(files: list[Path] | None) -> None:
    """Register the components of plugin files.

    Raises:
        PluginError: a file is missing, does not run, or offers nothing.
    """
    from ganreg.registry import load_plugin

    for file in files or []:
        load_plugin(file)


def prints_aside() -> AbstractContextManager[Any]:
    """While held, what strangers' code prints goes to the error stream: the output may be for another program."""
    return redirect_stdout(sys.stderr)
